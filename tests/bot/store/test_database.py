from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text

from bot.errors import SettingsError
from bot.store import Store
from bot.store.database import Database, _use_wal
from tests.bot.store.samples import Clock, explanation


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "explain.db"


@pytest.mark.parametrize(
    "url",
    ["", "explain.db", "sqlite://", "sqlite:///:memory:", "mysql://u:hunter2@h/d", "postgres//x"],
)
def test_open_refuses_what_is_no_address_of_a_database(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        Store.open(url)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_open_takes_the_driver_that_is_installed(scheme: str) -> None:
    with closing(Store.open(f"{scheme}://user:hunter2@127.0.0.1:1/explain")) as store:
        assert store.engine.url.drivername == "postgresql+psycopg"
        assert "hunter2" not in repr(store.engine)


def test_open_touches_nothing(file: Path) -> None:
    Store.open(f"sqlite:///{file}").close()

    assert not file.exists()


def test_sqlite_file_is_for_its_owner_alone(file: Path) -> None:
    with closing(Store.open(f"sqlite:///{file}")) as store:
        store.migrate()
        modes = {entry.name: entry.stat().st_mode & 0o777 for entry in file.parent.iterdir()}

    assert modes == {"explain.db": 0o600, "explain.db-wal": 0o600, "explain.db-shm": 0o600}


def test_sqlite_file_that_is_there_keeps_its_mode(file: Path) -> None:
    file.touch()
    file.chmod(0o640)
    with closing(Store.open(f"sqlite:///{file}")) as store:
        store.migrate()

    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("secure_delete", 1),
    ],
)
def test_sqlite_has_its_pragmas(file: Path, pragma: str, value: str | int) -> None:
    with closing(Store.open(f"sqlite:///{file}")) as store, store.engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_sqlite_waits_for_the_disk_unless_a_later_write_is_soon_enough(file: Path) -> None:
    def synchronous(*, passing: bool) -> object:
        with database.write(passing=passing) as connection:
            return connection.scalar(text("PRAGMA synchronous"))

    with closing(Database(f"sqlite:///{file}")) as database:
        assert [synchronous(passing=passing) for passing in (False, True, False)] == [2, 1, 2]


def test_sqlite_reads_while_another_one_writes(file: Path) -> None:
    with (
        closing(Store.open(f"sqlite:///{file}?timeout=0")) as store,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        store.migrate()
        other.execute("BEGIN IMMEDIATE")

        assert store.requests.get("r1") is None


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-7))])
def test_moments_come_back_in_utc(store: Store, clock: Clock, zone: timezone) -> None:
    clock.now = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=zone)
    store.explanations.put(
        "r1", explanation(), team="T01", user="U01", channel="C01", model="sentiment"
    )

    kept = store.explanations.find("r1")

    assert kept is not None
    assert kept.created == clock.now
    assert kept.created.tzinfo is UTC


class Contended:
    """A connection to a file whose journal others are changing, so many times."""

    def __init__(self, n: int, code: int = sqlite3.SQLITE_BUSY) -> None:
        self.left = n
        self._code = code

    def execute(self, sql: str) -> None:
        if self.left:
            self.left -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self._code
            raise error


def test_first_users_of_a_new_file_wait_for_each_other() -> None:
    contended = Contended(3)
    _use_wal(cast(sqlite3.Connection, contended))

    assert contended.left == 0


def test_file_that_cannot_be_used_is_not_waited_for() -> None:
    broken = Contended(3, sqlite3.SQLITE_READONLY)
    with pytest.raises(sqlite3.OperationalError):
        _use_wal(cast(sqlite3.Connection, broken))

    assert broken.left == 2
