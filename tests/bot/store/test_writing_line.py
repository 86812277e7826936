"""The line in which writers of one SQLite file stand."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from bot.store.database import is_unavailable
from bot.store.writing_line import Line, LinedConnection, in_a_hurry, stand_in_line
from tests.waiting import wait_until


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def connect(line: Line, tmp_path: Path) -> Iterator[Callable[..., sqlite3.Connection]]:
    made: list[sqlite3.Connection] = []

    def connect(**options: object) -> sqlite3.Connection:
        made.append(
            sqlite3.connect(  # type: ignore[call-overload]
                tmp_path / "lined.db",
                factory=partial(LinedConnection, line=line),
                check_same_thread=False,
                **options,
            )
        )
        return made[-1]

    connect().execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    yield connect
    for connection in made:
        connection.close()


def is_free(line: Line) -> bool:
    if not line.take(timeout=0.0):
        return False
    line.give_on()
    return True


def test_line_gives_turns_in_order_and_hurried_ones_first() -> None:
    line, came, n_waiting = Line(), list[str](), [0]

    def wait(name: str, *, hurried: bool) -> None:
        n_waiting[0] += 1
        if hurried:
            with in_a_hurry():
                line.take(timeout=30)
        else:
            line.take(timeout=30)
        came.append(name)
        line.give_on()

    line.take()
    with ThreadPoolExecutor(4) as threads:
        for number, name in enumerate(("first", "second", "hurried", "hurried too"), start=1):
            threads.submit(wait, name, hurried=name.startswith("hurried"))
            wait_until(lambda number=number: n_waiting[0] == number)
            threading.Event().wait(0.05)
        line.give_on()

    assert came == ["hurried", "hurried too", "first", "second"]


def test_line_that_takes_too_long_is_left(line: Line) -> None:
    line.take()

    assert not line.take(timeout=0.01)
    line.give_on()
    assert line.take(timeout=0.01)


def test_line_is_handed_on_past_whoever_was_interrupted(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        def acquire(self, timeout: float | None = None) -> bool:
            if timeout is not None:
                raise KeyboardInterrupt
            return True

    line.take()
    with monkeypatch.context() as patched:
        patched.setattr("bot.store.writing_line.threading", SimpleNamespace(Lock=Interrupted))
        with pytest.raises(KeyboardInterrupt):
            line.take(timeout=30)
    line.give_on()

    assert is_free(line)


def test_writer_whose_turn_does_not_come_is_told_what_sqlite_says(
    line: Line, connect: Callable[..., sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    line.take()
    monkeypatch.setattr(line, "take", partial(line.take, timeout=0.01))
    connection = connect(isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="locked") as error:
        connection.execute("BEGIN IMMEDIATE")
    line.give_on()

    assert is_unavailable(error.value)
    assert is_free(line)


@pytest.mark.parametrize("level", [None, "IMMEDIATE"])
def test_writer_has_its_turn_until_it_has_committed(
    line: Line, connect: Callable[..., sqlite3.Connection], level: str | None
) -> None:
    connection = connect(isolation_level=level)
    if level is None:
        connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO t VALUES (1)")
    held = not is_free(line)
    connection.commit()

    assert held
    assert is_free(line)


def test_reader_needs_no_turn(line: Line, connect: Callable[..., sqlite3.Connection]) -> None:
    line.take()
    connection = connect(isolation_level=None)

    assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    line.give_on()


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_turn_is_given_on_whatever_the_end(
    line: Line, connect: Callable[..., sqlite3.Connection], end: str
) -> None:
    connection = connect(isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    getattr(connection, end)()

    assert is_free(line)


def test_turn_that_led_nowhere_is_given_on(
    line: Line, connect: Callable[..., sqlite3.Connection]
) -> None:
    """Another process has the file: one that does not stand in this line."""
    other = sqlite3.connect(connect().execute("PRAGMA database_list").fetchone()[2])
    other.execute("BEGIN IMMEDIATE")
    connection = connect(isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        connection.execute("BEGIN IMMEDIATE")
    other.close()

    assert is_free(line)


def test_statement_that_fails_keeps_the_turn_of_its_transaction(
    line: Line, connect: Callable[..., sqlite3.Connection]
) -> None:
    connection = connect(isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.cursor().executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO t VALUES (1)")
    held = not is_free(line)
    connection.rollback()

    assert held
    assert is_free(line)


def test_engines_of_one_file_stand_in_one_line(tmp_path: Path) -> None:
    stand_in_line()
    stand_in_line()
    url = f"sqlite:///{tmp_path / 'one.db'}"
    engines = [create_engine(url, connect_args={"timeout": 0}) for _ in range(2)]
    with engines[0].begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))

    def write(number: int) -> None:
        # Without a line, the second one would be told at once that the file is locked.
        with engines[number % 2].begin() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            threading.Event().wait(0.01)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(12)))

    with engines[0].connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 12
    for engine in engines:
        engine.dispose()
