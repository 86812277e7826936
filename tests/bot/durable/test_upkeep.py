from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from bot.durable import workflows
from bot.durable.engine import Engine, Schedule
from bot.durable.lines import Running
from bot.durable.upkeep import UPKEEP, Upkeep
from bot.jobs import ANSWER, CLICK, GIVE_UP, REMIND
from bot.store import Store
from tests.bot.fakes import explanation_of, request_for
from tests.waiting import wait_until

MONTH = timedelta(days=30)


class Clock:
    def __init__(self) -> None:
        self.ago = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.ago


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    store = Store.open(database_url, keep_text="dropped", clock=clock)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = Engine(database_url, Running(poll=0.02, poll_rest=0.02))
    engine.migrate()
    yield engine
    engine.stop(grace=5)


def change_job(store: Store, name: str, **values: Any) -> None:
    """Have the engine's row say something else, such as that it was finished long ago."""
    table = "workflow_status" if store.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    changes = ", ".join(f"{key} = :{key}" for key in values)
    with store.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE {table} SET {changes} WHERE workflow_uuid = :name"),
            {"name": name, **values},
        )


def n_rows(store: Store, table: str) -> int:
    prefix = "" if store.engine.dialect.name == "sqlite" else "dbos."
    with store.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {prefix}{table}")) or 0


def is_done(engine: Engine, name: str) -> bool:
    return workflows.states(engine.client, name) == ["SUCCESS"]


def done(engine: Engine, store: Store, *names: str) -> None:
    """Have jobs done, and wait until that is written down."""
    engine.launch(dict.fromkeys((ANSWER, CLICK, *GIVE_UP.values()), lambda identifier: None))
    for name in names:
        engine.submit(ANSWER, name, team="T1")
        wait_until(partial(is_done, engine, f"answer-{name}"))


def scheduled(engine: Engine) -> list[str]:
    """Return the names of the jobs that a schedule began and that were finished."""
    found = engine.client.list_workflows(workflow_id_prefix=workflows.SCHEDULED, status="SUCCESS")
    return [one.workflow_id for one in found]


def upkeep(engine: Engine, store: Store, retention: timedelta | None = MONTH) -> Upkeep:
    return Upkeep(engine, store, retention=retention)


def long_ago(days: int) -> int:
    return int((datetime.now(UTC) - timedelta(days=days)).timestamp() * 1000)


def test_upkeep_deletes_what_is_older_than_it_may_be(
    engine: Engine, store: Store, clock: Clock
) -> None:
    clock.ago = timedelta(days=31)
    store.requests.add(request_for(id="old"), state="answered")
    store.explanations.put(
        "old", explanation_of(), team="T0TEAM", user="U0ALICE", channel="C", model="fake"
    )
    clock.ago = timedelta(days=29)
    store.requests.add(request_for(id="new"), state="answered")
    upkeep(engine, store).run()

    assert store.requests.get("old") is None
    assert store.explanations.get("old") is None
    assert store.requests.get("new") is not None


def test_upkeep_deletes_the_engine_s_own_rows(engine: Engine, store: Store) -> None:
    done(engine, store, "old", "new")
    change_job(store, "answer-old", completed_at=long_ago(31))
    inputs = n_rows(store, "workflow_input")
    upkeep(engine, store).run()

    assert workflows.states(engine.client, "answer-old") == []
    assert workflows.states(engine.client, "answer-new") == ["SUCCESS"]
    assert n_rows(store, "workflow_input") == inputs - 1


def test_upkeep_deletes_nothing_where_nothing_is_to_be_deleted(
    engine: Engine, store: Store, clock: Clock
) -> None:
    done(engine, store, "old")
    change_job(store, "answer-old", completed_at=long_ago(3000))
    clock.ago = timedelta(days=3000)
    store.requests.add(request_for(id="old"), state="answered")
    upkeep(engine, store, retention=None).run()

    assert store.requests.get("old") is not None
    assert workflows.states(engine.client, "answer-old") == ["SUCCESS"]


def test_upkeep_drops_texts_that_were_never_answered(
    engine: Engine, store: Store, clock: Clock
) -> None:
    clock.ago = timedelta(days=2)
    store.requests.add(request_for(id="old"), state="failed")
    clock.ago = timedelta()
    store.requests.add(request_for(id="new"), state="failed")
    upkeep(engine, store).run()

    assert not store.requests.has_text("old")
    assert store.requests.has_text("new")


def test_upkeep_gives_up_jobs_that_will_not_go_on(
    engine: Engine, store: Store, clock: Clock
) -> None:
    clock.ago = timedelta(hours=1)
    store.requests.add(request_for(id="a"))
    done(engine, store, "a")
    change_job(store, "answer-a", status="ERROR")
    upkeep(engine, store).run()

    wait_until(lambda: is_done(engine, "give-up-answer-a"))


@pytest.mark.parametrize("job", [ANSWER, CLICK])
def test_upkeep_gives_up_jobs_that_ended_too_many_processes(
    engine: Engine, store: Store, job: str
) -> None:
    done(engine, store)
    engine.submit(job, "a", team="T1")
    wait_until(lambda: is_done(engine, f"{job}-a"))
    change_job(store, f"{job}-a", status=workflows.DEAD)
    for _ in range(2):
        upkeep(engine, store).run()

    wait_until(lambda: is_done(engine, f"give-up-{job}-a"))


def test_upkeep_leaves_alone_what_is_under_way(engine: Engine, store: Store, clock: Clock) -> None:
    clock.ago = timedelta(hours=1)
    store.requests.add(request_for(id="waits"))
    engine.submit(ANSWER, "waits", team="T1")
    clock.ago = timedelta(minutes=1)
    store.requests.add(request_for(id="fresh"))
    upkeep(engine, store).run()

    assert store.requests.state("waits") == "accepted"
    assert store.requests.state("fresh") == "accepted"


def test_upkeep_ends_what_the_engine_never_heard_of(
    engine: Engine, store: Store, clock: Clock
) -> None:
    """As after a crash before the acknowledgement: it must not be counted as waiting for ever."""
    clock.ago = timedelta(hours=1)
    store.requests.add(request_for(id="a"))
    upkeep(engine, store).run()

    assert store.requests.state("a") == "failed"


def test_upkeep_deletes_the_rows_of_what_is_done_on_a_schedule(
    engine: Engine, store: Store
) -> None:
    engine.launch({}, schedules=[Schedule("clock", "0 0 1 1 *", lambda: None)])
    engine.client.trigger_schedule("clock")
    wait_until(lambda: scheduled(engine))
    (name,) = scheduled(engine)
    change_job(store, name, completed_at=long_ago(2))
    upkeep(engine, store, retention=None).run()

    assert scheduled(engine) == []


def test_upkeep_deletes_after_a_day_who_was_reminded(engine: Engine, store: Store) -> None:
    engine.launch({REMIND: lambda identifier: None})
    engine.submit(REMIND, "T1:1772442000:U1", team="T1")
    wait_until(lambda: is_done(engine, "remind-T1:1772442000:U1"))
    change_job(store, "remind-T1:1772442000:U1", completed_at=long_ago(2))
    upkeep(engine, store, retention=None).run()

    assert workflows.states(engine.client, "remind-T1:1772442000:U1") == []


def test_upkeep_is_done_on_schedule(
    engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    monkeypatch.setattr(Upkeep, "run", lambda upkeep: runs.append(1))
    engine.launch({}, schedules=[upkeep(engine, store).schedule])
    engine.client.trigger_schedule(UPKEEP)

    wait_until(lambda: runs == [1])
