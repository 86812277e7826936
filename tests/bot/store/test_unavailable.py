"""A database that cannot be reached or cannot write: one error, whose sentence can be shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnavailable
from bot.store import Store
from tests.bot.store.samples import request
from tests.postgres import Postgres

# Nothing listens on port 1.
NOWHERE = "postgresql://user:hunter2@127.0.0.1:1/explain"
USES: dict[str, Callable[[Store], object]] = {
    "migrate": lambda store: store.migrate(),
    "add": lambda store: store.requests.add(request()),
    "get": lambda store: store.requests.get("r1"),
    "first": lambda store: store.seen.first("key"),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("url", [NOWHERE, "sqlite:////nowhere/at/all/explain.db"])
def test_store_that_cannot_be_reached_is_unavailable(
    url: str, use: Callable[[Store], object]
) -> None:
    with closing(Store.open(url)) as store, pytest.raises(StoreUnavailable) as refused:
        use(store)

    assert "try again" in str(refused.value)
    assert "hunter2" not in str(refused.value) + str(refused.value.__cause__)


def test_installations_that_cannot_be_reached_are_unavailable(key: str) -> None:
    with closing(Store.open(NOWHERE, store_key=key)) as store, pytest.raises(StoreUnavailable):
        store.workspaces.installations("client")


def test_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "explain.db"
    file.write_text("This is a letter, not a database.\n" * 100)

    with closing(Store.open(f"sqlite:///{file}")) as store, pytest.raises(StoreUnavailable):
        store.requests.get("r1")


def test_database_that_somebody_locks_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "explain.db"
    with (
        closing(Store.open(f"sqlite:///{file}?timeout=0.05")) as store,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        store.migrate()
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable):
            store.requests.add(request())
        assert store.requests.get("r1") is None

        other.execute("ROLLBACK")
        assert store.requests.add(request())


def test_full_disk_refuses_a_request_and_keeps_the_others(tmp_path: Path) -> None:
    with closing(Store.open(f"sqlite:///{tmp_path / 'explain.db'}")) as store:
        store.migrate()
        store.requests.add(request("r1"))
        store.engine.dispose()
        event.listen(store.engine, "connect", _fill_up)

        with pytest.raises(StoreUnavailable) as refused:
            store.requests.add(request("r2", "word " * 10_000))

        assert "full" in str(refused.value.__cause__)
        assert store.requests.get("r1") == request("r1")
        assert store.requests.get("r2") is None


def _fill_up(connection: sqlite3.Connection, _entry: object) -> None:
    # No more pages than there are: SQLite then says what it says of a full disk.
    connection.execute("PRAGMA max_page_count = 1")


def test_full_disk_of_a_server_refuses_a_request_and_keeps_the_others(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Store.open(url)) as store:
        store.migrate()
        store.requests.add(request("r1"))
        with store.engine.begin() as connection:
            connection.execute(text(_FULL))
            connection.execute(text(_FILL_UP))

        with pytest.raises(StoreUnavailable):
            store.requests.add(request("r2"))

        assert store.requests.get("r1") == request("r1")
        assert store.requests.get("r2") is None


# What a server without space says, by its own code for that.
_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""
_FILL_UP = """
CREATE TRIGGER full_disk BEFORE INSERT ON explain_requests
FOR EACH ROW EXECUTE FUNCTION full_disk()
"""


def test_store_works_again_after_a_restart_of_the_server(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Store.open(url)) as store:
        store.migrate()
        store.requests.add(request("r1"))
        postgres.stop()
        try:
            with pytest.raises(StoreUnavailable):
                store.requests.add(request("r2"))
        finally:
            postgres.start()

        assert store.requests.get("r1") == request("r1")
        assert store.requests.add(request("r2"))


def test_store_survives_the_loss_of_its_connections(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Store.open(url)) as store:
        store.migrate()
        postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )

        assert store.requests.add(request("r1"))


def test_store_without_a_free_connection_is_unavailable(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Store.open(url)) as store, ExitStack() as held:
        store.migrate()
        for _ in range(15):
            held.enter_context(store.engine.connect())

        with pytest.raises(StoreUnavailable):
            store.requests.get("r1")


def test_missing_tables_are_a_mistake_and_not_an_outage(database_url: str) -> None:
    with closing(Store.open(database_url)) as store, pytest.raises(DBAPIError):
        store.requests.add(request())


def test_errors_do_not_show_what_people_wrote(database_url: str) -> None:
    with closing(Store.open(database_url)) as store, pytest.raises(DBAPIError) as raised:
        store.requests.add(request(text="confidential"))

    assert "confidential" not in str(raised.value)


def test_engine_for_others_raises_its_own_errors() -> None:
    with closing(Store.open(NOWHERE)) as store, pytest.raises(DBAPIError):
        store.engine.connect()
