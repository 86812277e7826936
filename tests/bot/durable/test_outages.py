"""Which errors of a database the engine waits out."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from bot.durable.engine import Engine
from bot.durable.lines import Running
from bot.durable.outages import outlast_outages
from bot.durable.steps import step
from bot.errors import StoreUnavailable
from tests.bot.fakes import request_for
from tests.postgres import Postgres
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def _told() -> None:
    outlast_outages()


@pytest.mark.parametrize(
    "sentence", ["connection is bad: no such file", "the connection is lost", ""]
)
def test_connection_that_cannot_be_made_counts_as_lost(sentence: str) -> None:
    def refuse() -> psycopg.Connection:
        raise psycopg.OperationalError(sentence)

    engine = create_engine("postgresql+psycopg://", creator=refuse)
    with pytest.raises(DBAPIError) as caught:
        engine.connect()

    assert caught.value.connection_invalidated


def test_server_that_is_not_there_counts_as_lost(tmp_path: Path) -> None:
    engine = create_engine(f"postgresql+psycopg:///nothing?host={tmp_path}")
    with pytest.raises(DBAPIError) as caught:
        engine.connect()

    assert caught.value.connection_invalidated


def test_error_of_a_server_that_is_there_does_not_count_as_lost(postgres: Postgres) -> None:
    with postgres.database() as url:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text("SELECT no_such_column"))
        engine.dispose()

    assert not caught.value.connection_invalidated


class Broken:
    """A disk that takes nothing of statements with certain words in them, while it is told so."""

    def __init__(self) -> None:
        self.words: tuple[str, ...] = ()
        self.refused = threading.Event()
        self.code = sqlite3.SQLITE_FULL

    def execute(self, _cursor: object, statement: str, *_: object) -> None:
        if self.words and all(word in statement for word in self.words):
            self.refused.set()
            error = sqlite3.OperationalError("cannot be written")
            error.sqlite_errorcode = self.code
            raise error


@pytest.fixture
def disk() -> Iterator[Broken]:
    disk = Broken()
    event.listen(Database, "do_execute", disk.execute)
    yield disk
    event.remove(Database, "do_execute", disk.execute)


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(f"sqlite:///{tmp_path / 'jobs.db'}", Running(poll=0.02, poll_rest=0.02))
    engine.migrate()
    yield engine
    engine.stop(grace=5)


def state_of(engine: Engine, job: str) -> str:
    return engine.client.retrieve_workflow(job).get_status().status


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE])
@pytest.mark.parametrize("words", [("INSERT", "operation_outputs"), ("UPDATE", "workflow_status")])
def test_job_outlasts_a_disk_that_takes_nothing_of_the_engine(
    sqlite_engine: Engine, disk: Broken, words: tuple[str, ...], code: int
) -> None:
    done: list[str] = []

    def work(identifier: str) -> None:
        disk.words, disk.code = words, code
        step("note", request_for(identifier), lambda: done.append(identifier))

    sqlite_engine.launch({"answer": work})
    sqlite_engine.submit("answer", "a", team="T1")
    assert disk.refused.wait(30)
    disk.words = ()

    wait_until(lambda: state_of(sqlite_engine, "answer-a") == "SUCCESS")
    assert done == ["a"]


def test_who_hands_a_job_over_is_told_at_once_that_the_disk_takes_nothing(
    sqlite_engine: Engine, disk: Broken
) -> None:
    sqlite_engine.launch({"answer": print})
    disk.words = ("INSERT", "workflow_status")

    with pytest.raises(StoreUnavailable):
        sqlite_engine.submit("answer", "a", team="T1")
