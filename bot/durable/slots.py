"""One process to a slot: two that took the same jobs up after a crash would do them twice."""

from __future__ import annotations

import fcntl
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StartError, StoreUnavailable

logger = logging.getLogger(__name__)


Renew = Callable[[], None]

# A machine that was cut off does not close its connections. Postgres asks every so many seconds
# whether it is still there, and lets go of the slot after about a minute.
_ASK = ("tcp_keepalives_idle = 20", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 4")


@contextmanager
def claimed(slot: str, engine: Engine) -> Iterator[Renew]:
    """Hold the slot until the block ends or the process dies, however it dies.

    Yields: what is to be called now and then, for a server that was restarted forgets who holds
            what. It raises StartError if another process was faster then.
    Raises: StartError if another process holds it; StoreUnavailable.
    """
    hold = _by_file if engine.dialect.name == "sqlite" else _by_connection
    with hold(slot, engine) as renew:
        yield renew


@contextmanager
def _by_file(slot: str, engine: Engine) -> Iterator[Renew]:
    """Lock a file beside the database: whoever can reach the one can reach the other."""
    path = Path(f"{engine.url.database}.{_key(slot):x}.slot")
    try:
        file = path.open("w")
    except OSError as error:
        raise StartError(
            f"The directory of the database cannot be written: {path.parent} ({error.strerror}). "
            "See DATABASE_URL."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(slot) from None
        yield lambda: None


@contextmanager
def _by_connection(slot: str, engine: Engine) -> Iterator[Renew]:
    lock = _AdvisoryLock(slot, engine)
    try:
        lock.take()
    except DBAPIError as error:
        raise StoreUnavailable(type(error.orig).__name__) from error
    try:
        yield lock.renew
    finally:
        lock.let_go()


class _AdvisoryLock:
    """A lock of Postgres's, which lasts as long as the connection to the server."""

    def __init__(self, slot: str, engine: Engine) -> None:
        self._slot = slot
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> None:
        connection = self._engine.connect()
        for setting in _ASK:
            connection.execute(text(f"SET {setting}"))
        lock = text("SELECT pg_try_advisory_lock(:key)")
        if not connection.scalar(lock, {"key": _key(self._slot)}):
            connection.close()
            raise _taken(self._slot)
        self._connection = connection

    def renew(self) -> None:
        try:
            if self._connection is None:
                self.take()
            else:
                self._connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            logger.warning("the slot is not held at the moment (%s)", type(error.orig).__name__)
            self.let_go()

    def let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # The server ends the lock with the connection; it must not go back to the pool.
            connection.invalidate()
            connection.close()


def _key(slot: str) -> int:
    digest = hashlib.sha256(f"explain:{slot}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def _taken(slot: str) -> StartError:
    return StartError(
        f"Another process works as {slot!r} on this database already: give each process a name "
        "of its own with BOT_SLOT, for example BOT_SLOT=bot-2."
    )
