"""Writers of one SQLite file, one after the other: first whom Slack waits for, then who came first.

SQLite itself has a writer that finds the file locked look again after a pause, which grows to a
tenth of a second; whoever comes meanwhile goes first. Among many threads some then wait for
seconds. The line is one process's own, and leaves few gaps to others: it is for a process that
has the file to itself, but for a command now and then.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Self

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

# Writers are done within milliseconds: to wait longer means that the disk has stopped.
MOST_SECONDS = 10.0

_WRITING = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE", "PRAGMA WAL_CHECKPOINT")

_thread = threading.local()


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Have this thread go before others meanwhile: Slack waits for what it writes down."""
    before = _is_hurried()
    _thread.is_hurried = True
    try:
        yield
    finally:
        _thread.is_hurried = before


def _is_hurried() -> bool:
    return getattr(_thread, "is_hurried", False)


def stand_in_line() -> None:
    """Have all SQLite connections that are made from now on wait for their turn to write.

    Also those that libraries make, for they write to the same file.
    """
    if not event.contains(Engine, "do_connect", _connect):
        event.listen(Engine, "do_connect", _connect)


class Line:
    """A lock that is handed on in the order in which threads came for it, hurried ones first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._hurried: deque[threading.Lock] = deque()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def take(self, *, timeout: float = MOST_SECONDS) -> bool:
        """Return whether it is the caller's turn; if not, it took too long."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            own = self._hurried if _is_hurried() else self._waiting
            own.append(turn)
        try:
            return turn.acquire(timeout=timeout) or not self._left(own, turn)
        except BaseException:
            if not self._left(own, turn):
                self.give_on()
            raise

    def give_on(self) -> None:
        with self._guard:
            if self._hurried or self._waiting:
                (self._hurried or self._waiting).popleft().release()
            else:
                self._taken = False

    def _left(self, own: deque[threading.Lock], turn: threading.Lock) -> bool:
        """Return whether somebody could still leave the line; if not, it was just their turn."""
        with self._guard:
            if turn not in own:
                return False
            own.remove(turn)
            return True


class LinedConnection(sqlite3.Connection):
    """Waits for its turn before it begins to write, and gives it on after the end.

    Made for SQLAlchemy, which reaches SQLite by these methods alone.
    """

    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line
        self._has_turn = False

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _LinedCursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        # The module's own does not ask `cursor` for one.
        cursor: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return cursor

    def commit(self) -> None:
        super().commit()
        self.give_on()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.give_on()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.give_on()

    def wait(self, sql: str) -> None:
        """Return when the statement may begin to write, if it would.

        Raises: sqlite3.OperationalError, as SQLite does itself where others keep a file locked.
        """
        if self._has_turn or self.in_transaction or not sql.lstrip().upper().startswith(_WRITING):
            return
        if not self._line.take():
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        self._has_turn = True

    def give_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._line.give_on()


class _LinedCursor(sqlite3.Cursor):
    connection: LinedConnection

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        self.connection.wait(sql)
        try:
            return super().execute(sql, parameters)
        finally:
            self._unless_begun()

    def executemany(self, sql: str, parameters: Any, /) -> Self:
        self.connection.wait(sql)
        try:
            return super().executemany(sql, parameters)
        finally:
            self._unless_begun()

    def _unless_begun(self) -> None:
        """Give on a turn that led to no transaction."""
        if not self.connection.in_transaction:
            self.connection.give_on()


_lines: dict[str, Line] = {}


def _connect(
    dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Sequence[Any], options: dict[str, Any]
) -> None:
    if dialect.name == "sqlite" and "factory" not in options and arguments[0] != ":memory:":
        line = _lines.setdefault(str(arguments[0]), Line())
        options["factory"] = partial(LinedConnection, line=line)
