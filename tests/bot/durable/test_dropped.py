from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.durable import workflows
from bot.durable.engine import Engine
from bot.durable.lines import Running
from bot.store import Store
from tests.waiting import wait_until

RUNNING = Running(slot="bot-1", poll=0.02, poll_rest=0.02)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = Engine(database_url, RUNNING)
    engine.migrate()
    yield engine
    engine.stop(grace=5)


def is_done(engine: Engine) -> bool:
    return workflows.states(engine.client, "answer-a") == ["SUCCESS"]


def drop(url: str, *, slot: str = "bot-1") -> None:
    """Have the engine's row say that the job was begun, which nobody is at."""
    store = Store.open(url)
    table = "workflow_status" if store.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    change = f"UPDATE {table} SET status = 'PENDING', executor_id = :slot"
    with store.engine.begin() as connection:
        connection.execute(text(f"{change} WHERE workflow_uuid = 'answer-a'"), {"slot": slot})
    store.close()


def dropped(engine: Engine, url: str, done: list[str], *, slot: str = "bot-1") -> None:
    engine.launch({"answer": done.append})
    engine.submit("answer", "a", team="T1")
    wait_until(lambda: is_done(engine))
    drop(url, slot=slot)


def test_dropped_job_is_begun_again_at_the_second_look(engine: Engine, database_url: str) -> None:
    done: list[str] = []
    dropped(engine, database_url, done)

    engine.take_up_dropped()
    assert workflows.states(engine.client, "answer-a") == ["PENDING"]
    engine.take_up_dropped()
    wait_until(lambda: is_done(engine))
    assert done == ["a", "a"]


def test_job_of_another_slot_is_left_to_it(engine: Engine, database_url: str) -> None:
    dropped(engine, database_url, [], slot="bot-2")

    for _ in range(3):
        engine.take_up_dropped()
    assert workflows.states(engine.client, "answer-a") == ["PENDING"]


def test_job_that_is_under_way_is_not_begun_again(engine: Engine) -> None:
    begun: list[str] = []
    gate = threading.Event()

    def work(identifier: str) -> None:
        begun.append(identifier)
        gate.wait(30)

    engine.launch({"answer": work})
    engine.submit("answer", "a", team="T1")
    wait_until(lambda: begun == ["a"])
    for _ in range(3):
        engine.take_up_dropped()
    assert workflows.states(engine.client, "answer-a") == ["PENDING"]
    gate.set()

    wait_until(lambda: is_done(engine))
    assert begun == ["a"]


def test_engine_that_only_accepts_jobs_takes_none_up(engine: Engine, database_url: str) -> None:
    engine.submit("answer", "a", team="T1")
    drop(database_url)

    for _ in range(2):
        engine.take_up_dropped()
    assert workflows.states(engine.client, "answer-a") == ["PENDING"]
