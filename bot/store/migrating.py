"""Bringing the tables of the bot up to date, with the migrations in this package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.store.database import Database
from bot.store.schema import PREFIX

VERSION_TABLE = f"{PREFIX}schema"

# Any number that nobody else is likely to lock: "explain" in ASCII.
_POSTGRES_LOCK = int.from_bytes(b"explain")


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to a revision, all or nothing, while other processes wait.

    Raises: StoreUnavailable.
    """
    with database.write() as connection:
        lock(connection)
        command.upgrade(configuration(connection), revision)


def lock(connection: Connection) -> None:
    """Let nobody else migrate before the transaction ends; on SQLite nobody else can write."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})


def configuration(connection: Connection | None = None) -> Config:
    """Return what Alembic is told: where the migrations are, and in whose transaction they run."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
