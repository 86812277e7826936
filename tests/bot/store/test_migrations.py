from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import Store
from bot.store.database import Database
from bot.store.migrating import VERSION_TABLE, configuration, lock, migrate
from bot.store.schema import PREFIX, Base
from tests.bot.store.conftest import Opener
from tests.bot.store.samples import request
from tests.postgres import Postgres

# Another program's table, with a row.
FOREIGN = (
    "CREATE TABLE workflow_status (workflow_uuid VARCHAR PRIMARY KEY)",
    "INSERT INTO workflow_status VALUES ('theirs')",
)
ADD_REQUEST = text(
    "INSERT INTO explain_requests (id, team_id, user_id, created, state, content, has_text) "
    "VALUES ('r0', 'T01ABCDEF', 'U01', '2026-03-01 12:00:00', 'accepted', "
    """'{"id": "r0", "team": "T01ABCDEF", "channel": "C01", "user": "U01", "text": "old"}', TRUE)"""
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def revisions() -> list[str]:
    """Return every revision there is, the first one first."""
    steps = ScriptDirectory.from_config(configuration()).walk_revisions()
    return [step.revision for step in steps][::-1]


def differences(database: Database) -> list[object]:
    """Return how the tables differ from what the code takes them to be."""
    options = {
        "compare_type": True,
        "version_table": VERSION_TABLE,
        "include_name": lambda name, kind, _: kind != "table" or name.startswith(PREFIX),
    }
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


@pytest.mark.parametrize("revision", ["base", *revisions()])
def test_migrate_ends_in_the_same_tables_from_every_revision(
    database: Database, revision: str
) -> None:
    if revision != "base":
        migrate(database, revision)
    migrate(database)

    assert differences(database) == []


@pytest.mark.parametrize("revision", revisions())
def test_migrate_keeps_what_was_there(
    database: Database, open_store: Opener, revision: str
) -> None:
    migrate(database, revision)
    with database.write() as connection:
        connection.execute(ADD_REQUEST)

    store = open_store()

    assert store.requests.get("r0") == request("r0", "old")
    assert store.requests.has_text("r0")


def test_migrate_can_be_repeated(store: Store) -> None:
    store.requests.add(request())
    store.migrate()

    assert store.requests.get("r1") == request()


def test_migrate_leaves_other_programs_tables_alone(database: Database) -> None:
    with database.write() as connection:
        for statement in FOREIGN:
            connection.execute(text(statement))
    migrate(database)

    with database.read() as connection:
        rows = connection.execute(text("SELECT workflow_uuid FROM workflow_status")).all()
    assert [tuple(row) for row in rows] == [("theirs",)]


def test_migrate_names_every_table_so_that_none_can_clash(database: Database) -> None:
    migrate(database)

    names = inspect(database.engine).get_table_names()

    assert names
    assert [name for name in names if not name.startswith("explain_")] == []


def test_migrate_is_all_or_nothing(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE explain_bots (id INTEGER)"))

    with pytest.raises(SQLAlchemyError):
        migrate(database)

    assert inspect(database.engine).get_table_names() == ["explain_bots"]


def test_migrate_waits_for_another_process_that_is_doing_so(postgres: Postgres) -> None:
    with (
        postgres.database() as url,
        closing(Database(url)) as database,
        ThreadPoolExecutor(1) as threads,
    ):
        with database.write() as other:
            lock(other)
            command.upgrade(configuration(other), "head")
            waiting = threads.submit(migrate, database)
            while not waiting.done() and not somebody_waits(other):
                pass
        waiting.result()

        assert differences(database) == []


def somebody_waits(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
