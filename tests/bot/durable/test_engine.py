from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy import Engine as Database

from bot.durable import steps
from bot.durable.engine import Engine, Schedule
from bot.durable.lines import FIRST, LAST, Running
from bot.durable.steps import step
from bot.errors import StepFailed, StoreUnavailable, Unreachable
from tests.bot.fakes import request_for
from tests.waiting import wait_until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.db"


@pytest.fixture
def engine(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0.01)
    engine = Engine(
        f"sqlite:///{path}", Running(poll=0.02, poll_rest=0.02, workers=2, later=1, per_team=0.5)
    )
    engine.migrate()
    yield engine
    engine.stop(grace=5)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def is_done(path: Path, name: str) -> Callable[[], bool]:
    query = f"SELECT 1 FROM workflow_status WHERE workflow_uuid = '{name}' AND status = 'SUCCESS'"
    return lambda: bool(rows(path, query))


def test_engine_does_what_was_submitted_before_it_was_launched(engine: Engine, path: Path) -> None:
    done: list[str] = []
    engine.submit("answer", "early", team="t")
    engine.launch({"answer": done.append})

    wait_until(is_done(path, "answer-early"))
    assert done == ["early"]


@pytest.mark.parametrize("launched", [True, False])
def test_engine_has_a_job_on_the_disk_before_it_is_acknowledged(
    engine: Engine, launched: bool
) -> None:
    found: list[object] = []

    def note(connection: Connection) -> None:
        found.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())

    if launched:
        engine.launch({"answer": lambda identifier: None})
    event.listen(Database, "commit", note)
    try:
        engine.submit("answer", "a", team="t")
    finally:
        event.remove(Database, "commit", note)
    assert set(found) == {2}


def test_engine_does_the_same_id_once(engine: Engine, path: Path) -> None:
    done: list[str] = []
    engine.launch({"answer": done.append})
    for _ in range(3):
        engine.submit("answer", "a", team="t")
        wait_until(is_done(path, "answer-a"))

    assert done == ["a"]


def test_engine_does_another_attempt(engine: Engine, path: Path) -> None:
    done: list[str] = []
    engine.launch({"answer": done.append})
    engine.submit("answer", "a", team="t")
    engine.submit("answer", "a", team="t", attempt="2")

    wait_until(is_done(path, "answer-a.2"))
    assert done == ["a", "a"]


def test_engine_begins_at_once_where_it_is_idle(engine: Engine) -> None:
    """With a look into the queue once an hour, nothing that had to wait for it would be done."""
    lazy = Engine(engine._url, Running(poll=3600.0, poll_rest=3600.0))
    done = threading.Event()
    lazy.launch({"answer": lambda identifier: done.set()})
    lazy.submit("answer", "a", team="t")

    assert done.wait(30)
    lazy.stop(grace=5)


def test_engine_keeps_other_people_s_jobs_going_beside_a_busy_one(engine: Engine) -> None:
    gate, others = threading.Event(), threading.Event()

    def work(identifier: str) -> None:
        if identifier.startswith("busy"):
            assert gate.wait(30)
        else:
            others.set()

    for number in range(9):
        engine.submit("answer", f"busy-{number}", team="t", priority=FIRST + number)
    engine.launch({"answer": work})
    engine.submit("answer", "other", team="t")

    assert others.wait(30)
    gate.set()


def test_engine_keeps_other_workspaces_going_beside_a_busy_one(engine: Engine) -> None:
    gate, others = threading.Event(), threading.Event()

    def work(identifier: str) -> None:
        if identifier.startswith("busy"):
            assert gate.wait(30)
        else:
            others.set()

    for number in range(9):
        engine.submit("answer", f"busy-{number}", team="busy")
    engine.submit("answer", "other", team="other")
    engine.launch({"answer": work})

    assert others.wait(30)
    gate.set()


def test_engine_takes_everybody_s_first_request_before_anybody_s_second(
    engine: Engine, path: Path
) -> None:
    done: list[str] = []
    engine.submit("answer", "second", team="t", priority=FIRST + 1)
    engine.submit("answer", "first", team="t", priority=FIRST)
    engine.launch({"answer": done.append})

    wait_until(is_done(path, "answer-second"))
    assert done == ["first", "second"]


def test_engine_keeps_people_going_beside_bulk(engine: Engine) -> None:
    gate, person = threading.Event(), threading.Event()

    def work(identifier: str) -> None:
        if identifier.startswith("bulk"):
            assert gate.wait(30)
        else:
            person.set()

    for number in range(9):
        engine.submit("answer", f"bulk-{number}", team="t", priority=LAST)
    engine.submit("answer", "person", team="t", priority=FIRST + 9)
    engine.launch({"answer": work})

    assert person.wait(30)
    gate.set()


def test_engine_goes_on_with_what_was_under_way_when_it_ended(engine: Engine, path: Path) -> None:
    gate, begun, steps = threading.Event(), threading.Event(), list[str]()

    def work(identifier: str) -> None:
        request = request_for()
        step("first", request, lambda: steps.append("first"))
        begun.set()
        if not gate.is_set():
            gate.wait(30)
            raise SystemExit  # as good as gone: nothing after this is written down
        step("second", request, lambda: steps.append("second"))

    engine.launch({"answer": work})
    engine.submit("answer", "a", team="t")
    assert begun.wait(30)
    engine.stop(grace=0)
    gate.set()

    engine.launch({"answer": work})
    wait_until(is_done(path, "answer-a"))
    assert steps == ["first", "second"]


def test_engine_does_each_of_several_things_on_its_schedule(engine: Engine) -> None:
    done: list[str] = []
    engine.launch(
        {},
        schedules=[
            Schedule("often", "0 0 1 1 *", lambda: done.append("often")),
            Schedule("rarely", "0 0 1 2 *", lambda: done.append("rarely")),
        ],
    )
    for name in ("rarely", "often"):
        engine.client.trigger_schedule(name)

    wait_until(lambda: sorted(done) == ["often", "rarely"])


def test_engine_says_that_the_database_cannot_be_reached(tmp_path: Path) -> None:
    engine = Engine(f"sqlite:///{tmp_path / 'nowhere' / 'jobs.db'}", Running())

    with pytest.raises(StoreUnavailable):
        engine.migrate()


def outcome_of(engine: Engine, path: Path, work: Callable[[], object]) -> str:
    """Return what a job makes of a step that does this."""
    outcomes: list[str] = []

    def job(identifier: str) -> None:
        try:
            outcomes.append(str(step("work", request_for(), work)))
        except StepFailed as error:
            outcomes.append(str(error))

    engine.launch({"answer": job})
    engine.submit("answer", "a", team="t")
    wait_until(is_done(path, "answer-a"))
    return outcomes[0]


def test_step_is_tried_again_after_slack_failed(engine: Engine, path: Path) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise Unreachable("RemoteDisconnected")
        return "done"

    assert outcome_of(engine, path, work) == "done"


def test_step_gives_up_after_three_tries_with_a_sentence(engine: Engine, path: Path) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise Unreachable("RemoteDisconnected")

    assert outcome_of(engine, path, work) == str(Unreachable("RemoteDisconnected"))
    assert len(tries) == 3


def test_step_keeps_an_error_s_own_words_out_of_the_database(
    engine: Engine, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        raise ValueError("quincunx")

    with caplog.at_level(logging.CRITICAL, logger="bot"):
        told = outcome_of(engine, path, work)

    assert "0123456789ab" in told
    assert b"quincunx" not in path.read_bytes()
    kept = rows(path, "SELECT error FROM operation_outputs WHERE function_name = 'work'")
    assert "quincunx" not in str(kept)
