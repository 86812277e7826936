"""One database, SQLite or Postgres, behind two doors: one to read and one to write."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Insert, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import SettingsError, StoreUnavailable

DEFAULT_URL = "sqlite:///explain.db"

# By what an address starts with; some hosts of databases write postgres.
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}

# How long SQLite waits for a writer in another thread or process. Its writers are done within
# milliseconds, so that to wait longer means that the disk has stopped.
_SQLITE_WAIT_S = 10
_WAL_PAUSE_S = 0.01
# Slack waits three seconds for an answer, also for the one that the database cannot be reached.
_POSTGRES = {"connect_timeout": "2", "tcp_user_timeout": "2500"}

_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
_POSTGRES_UNAVAILABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,
)


def now() -> datetime:
    return datetime.now(UTC)


class Database:
    """engine: for others who keep tables here, with SQLAlchemy's own errors.

    All work of the store goes through `read` and `write`; on SQLite a transaction that writes
    takes the lock when it begins, so that it never fails half-way because another one wrote first.
    Raises: StoreUnavailable from both, and from `checked`, an engine for libraries that take one.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime] = now) -> None:
        self.engine = _engine(_address(url))
        self.clock = clock
        # The same connections, with a mark by which the listener tells whose errors they are.
        self.checked = self.engine.execution_options(explain_checked=True)
        event.listen(self.engine, "handle_error", _translate)
        self._reading = self.checked.execution_options(explain_begin="BEGIN")
        self._passing = self.checked.execution_options(explain_synchronous="NORMAL")

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        try:
            with self._reading.connect() as connection:
                yield connection
        except NoFreeConnection as error:
            raise StoreUnavailable(type(error).__name__) from error

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read as of one moment, however much is asked; on SQLite every reader does."""
        with self.read() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self, *, passing: bool = False) -> Iterator[Connection]:
        """Write, and outlast a power cut from then on.

        passing: whether the next write that is not so is soon enough for that. On SQLite it spares
                 a wait of some milliseconds for the disk; other crashes are outlasted all the same.
        """
        try:
            with (self._passing if passing else self.checked).begin() as connection:
                yield connection
        except NoFreeConnection as error:
            raise StoreUnavailable(type(error).__name__) from error

    def settle(self) -> None:
        """Empty the log of changes, in which SQLite still has what was just deleted."""
        if self.is_sqlite:
            # In a transaction it would have to wait for itself.
            alone = self.checked.execution_options(explain_begin="")
            with alone.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def insert(
    connection: Connection, table: type[DeclarativeBase]
) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what becomes of a row which is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def add_new(
    connection: Connection, table: type[DeclarativeBase], values: Mapping[str, Any]
) -> bool:
    """Return whether the row was added; False if its key is taken, by whomever."""
    statement = insert(connection, table).values(**values).on_conflict_do_nothing()
    return n_written(connection, statement) == 1


def n_written(connection: Connection, statement: Insert) -> int:
    """Return how many rows an insert added or, where they were there, replaced."""
    # Without the option only SQLite says it.
    done = connection.execute(statement, execution_options={"preserve_rowcount": True})
    return done.rowcount


def _address(url: str) -> URL:
    """Return the address, with the driver that is installed."""
    try:
        address = make_url(url)
    except ArgumentError:
        # Without its value, which may hold a password, and without the cause, which quotes it.
        raise SettingsError(
            [f"DATABASE_URL is not an address: it must be like {DEFAULT_URL} or postgresql://..."]
        ) from None
    driver = _DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise SettingsError(
            [f"DATABASE_URL starts with {address.drivername}: it must be sqlite or postgresql."]
        )
    if driver == "sqlite" and address.database in (None, "", ":memory:"):
        raise SettingsError([f"DATABASE_URL names no file: it must be like {DEFAULT_URL}."])
    return address.set(drivername=driver)


def _engine(address: URL) -> Engine:
    """Return the engine; what its errors say ends in logs, so they show no values."""
    if address.get_backend_name() == "postgresql":
        given = {key: _POSTGRES[key] for key in _POSTGRES.keys() - address.query.keys()}
        return create_engine(
            address, hide_parameters=True, pool_pre_ping=True, pool_timeout=2, connect_args=given
        )
    waiting = {} if "timeout" in address.query else {"timeout": _SQLITE_WAIT_S}
    engine = create_engine(
        address, hide_parameters=True, pool_timeout=_SQLITE_WAIT_S, connect_args=waiting
    )
    assert address.database is not None
    path = address.database
    event.listen(engine, "do_connect", lambda *_: _make_private(path))
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(path: str) -> None:
    """Create the file so that only its owner can read it: it holds what people wrote."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        # There already, or impossible: what SQLite then says of it is the better error.
        return


def _set_pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # Python's module would begin transactions by itself, and late; see _begin.
    connection.isolation_level = None
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Retention and erasure really delete: what is deleted is overwritten with zeros.
    connection.execute("PRAGMA secure_delete = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write changes into a log first: a new file's first users may want that at the same moment.

    Unlike everything else, this does not wait for the others by itself.
    """
    until = time.monotonic() + _SQLITE_WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin = options.get("explain_begin", "BEGIN IMMEDIATE")
    if begin == "BEGIN IMMEDIATE":
        synchronous = options.get("explain_synchronous", "FULL")
        connection.exec_driver_sql(f"PRAGMA synchronous = {synchronous}")
    if begin:
        connection.exec_driver_sql(begin)


def _translate(context: ExceptionContext) -> None:
    """Raise StoreUnavailable for an error that may be gone when it is tried again."""
    engine, error = context.engine, context.original_exception
    # None where it is only looked whether a connection still lives: a dead one is replaced.
    if engine is None:
        return
    if "explain_checked" in engine.get_execution_options() and is_unavailable(error):
        raise StoreUnavailable(type(error).__name__) from error


def is_unavailable(error: BaseException) -> bool:
    """Return whether it may be gone when it is tried again."""
    if isinstance(error, sqlite3.Error):
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code & 0xFF in _SQLITE_UNAVAILABLE
    return isinstance(error, _POSTGRES_UNAVAILABLE)
