"""One process to a slot: two that took the same jobs up after a crash would do them twice."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from bot.errors import StartError


@contextmanager
def claimed(slot: str, engine: Engine) -> Iterator[None]:
    """Hold the slot until the block ends or the process dies, however it dies.

    Raises: StartError if another process holds it.
    """
    hold = _by_file if engine.dialect.name == "sqlite" else _by_connection
    with hold(slot, engine):
        yield


@contextmanager
def _by_file(slot: str, engine: Engine) -> Iterator[None]:
    """Lock a file beside the database: whoever can reach the one can reach the other."""
    path = Path(f"{engine.url.database}.{_key(slot):x}.slot")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(slot) from None
        yield


@contextmanager
def _by_connection(slot: str, engine: Engine) -> Iterator[None]:
    """Hold an advisory lock, which lasts as long as the connection to the server."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        lock = text("SELECT pg_try_advisory_lock(:key)")
        if not connection.scalar(lock, {"key": _key(slot)}):
            raise _taken(slot)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(slot)})


def _key(slot: str) -> int:
    digest = hashlib.sha256(f"explain:{slot}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def _taken(slot: str) -> StartError:
    return StartError(
        f"Another process works as {slot!r} on this database already: give each process a name "
        "of its own with BOT_SLOT, for example BOT_SLOT=bot-2."
    )
