"""Whether the database is there, can be written to, and has the tables of this version."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.assembly import open_store
from bot.checks.finding import Finding, note, ok, wrong
from bot.errors import SettingsError, StoreUnavailable
from bot.settings import Settings
from bot.store import Store
from bot.store.encryption import cipher
from bot.store.migrating import VERSION_TABLE, configuration

NEWER = (
    "The tables were made by a newer version of the bot: run that one, or restore a backup from "
    "before it."
)


def check_database(settings: Settings) -> Iterator[Finding]:
    try:
        with closing(open_store(settings)) as store:
            yield from _check(store)
            if settings.many_workspaces:
                yield _key(store, settings)
    except SettingsError as error:
        yield wrong("database", str(error))


def _check(store: Store) -> Iterator[Finding]:
    missing = _missing_file(store.engine)
    if missing is not None:
        yield missing
        return
    try:
        with store.engine.connect() as connection:
            tables = _tables(connection)
            _try_to_write(connection)
    except SQLAlchemyError as error:
        yield _unusable(error, store.engine)
        return
    yield ok("database", f"{_name(store.engine)} can be read and written.")
    yield tables


def _missing_file(engine: Engine) -> Finding | None:
    """Return what is to be said of a SQLite file that is not there; looking must not make it."""
    if engine.dialect.name != "sqlite":
        return None
    file = Path(str(engine.url.database)).absolute()
    if file.exists():
        return None
    if os.access(file.parent, os.W_OK):
        return ok("database", f"{file} will be made at the first start.")
    return wrong(
        "database",
        f"{file} cannot be made: create the directory {file.parent}, let the bot write there, "
        "or name another one with DATABASE_URL.",
    )


def _try_to_write(connection: Connection) -> None:
    """Make a table and take it back: that needs the rights that a start needs."""
    connection.execute(text("CREATE TABLE explain_check (number INTEGER)"))
    connection.execute(text("INSERT INTO explain_check VALUES (1)"))
    connection.rollback()


def _tables(connection: Connection) -> Finding:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    script = ScriptDirectory.from_config(configuration())
    found, newest = context.get_current_revision(), script.get_current_head()
    if found == newest:
        return ok("tables", f"They are up to date ({newest}).")
    if found is None:
        return note("tables", "There are none yet: the first start makes them.")
    if found not in {revision.revision for revision in script.walk_revisions()}:
        return wrong("tables", NEWER)
    return note("tables", f"They are of an older version ({found}): the next start changes that.")


def _key(store: Store, settings: Settings) -> Finding:
    """Return whether STORE_KEY is a key, and opens what is stored if there is anything."""
    key = settings.store_key
    try:
        cipher(key.reveal() if key is not None else "")
        if _missing_file(store.engine) is None:
            store.workspaces.installations(settings.client_id)
    except SettingsError as error:
        return wrong("key", str(error))
    except (SQLAlchemyError, StoreUnavailable):
        return note("key", "STORE_KEY is one; what is stored could not be opened with it yet.")
    return ok("key", "STORE_KEY is good.")


def _unusable(error: SQLAlchemyError, engine: Engine) -> Finding:
    kind = type(getattr(error, "orig", None) or error).__name__
    says = str(getattr(error, "orig", None) or kind).strip().partition("\n")[0]
    if engine.url.password:
        says = says.replace(str(engine.url.password), "****")
    return wrong(
        "database", f"{_name(engine)} cannot be used ({kind}: {says}): see what DATABASE_URL names."
    )


def _name(engine: Engine) -> str:
    """Return what the operator calls the database, without its password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(Path(str(url.database)).absolute())
    return f"Postgres at {url.host or 'localhost'}, database {url.database or 'of that user'},"
