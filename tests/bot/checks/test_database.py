from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import inspect, text

from bot.checks.database import check_database
from bot.settings import Secret, Settings
from bot.store import Store
from bot.store.database import Database
from bot.store.migrating import VERSION_TABLE, migrate

KEY = Fernet.generate_key().decode()


def settings_with(url: str, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "bot_token": None,
        "signing_secret": None,
        "app_token": None,
        "api_url": "",
        "mode": "http",
        "port": 0,
        "model": "fake",
        "database_url": Secret(url),
    }
    return Settings(**(given | changes))


def verdicts(url: str, **changes: Any) -> dict[str, str]:
    return {found.item: found.verdict for found in check_database(settings_with(url, **changes))}


def run(url: str, statement: str) -> None:
    with closing(Store.open(url)) as store, store.engine.begin() as connection:
        connection.execute(text(statement))


def migrated(url: str, revision: str = "head") -> None:
    database = Database(url)
    migrate(database, revision)
    database.close()


def test_check_database_finds_nothing_wrong_and_leaves_nothing_behind(database_url: str) -> None:
    migrated(database_url)

    assert verdicts(database_url) == {"database": "ok", "tables": "ok"}
    with closing(Store.open(database_url)) as store:
        assert "explain_check" not in inspect(store.engine).get_table_names()


def test_check_database_sees_tables_of_an_older_version(database_url: str) -> None:
    migrated(database_url, "0001")

    assert verdicts(database_url) == {"database": "ok", "tables": "note"}


def test_check_database_sees_tables_of_a_newer_version(database_url: str) -> None:
    migrated(database_url)
    run(database_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

    assert verdicts(database_url) == {"database": "ok", "tables": "wrong"}


@pytest.mark.parametrize(("folder", "verdict"), [("", "ok"), ("nowhere", "wrong")])
def test_check_database_does_not_make_a_file(tmp_path: Path, folder: str, verdict: str) -> None:
    file = tmp_path / folder / "bot.db"

    assert verdicts(f"sqlite:///{file}") == {"database": verdict}
    assert not file.exists()


def test_check_database_sees_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(b"something else\n" * 1000)

    assert verdicts(f"sqlite:///{file}") == {"database": "wrong"}


@pytest.mark.parametrize(
    "url", ["postgresql://me:quincunx@127.0.0.1:1/explain", "mysql://me:quincunx@x/y", "quincunx"]
)
def test_check_database_names_the_setting_and_no_password(url: str) -> None:
    (found,) = check_database(settings_with(url))

    assert found.verdict == "wrong"
    assert "DATABASE_URL" in found.says
    assert "quincunx" not in found.says


@pytest.mark.parametrize(
    ("key", "verdict"),
    [(KEY, "ok"), ("bad", "wrong"), ("", "wrong")],
    ids=["fits", "bad", "missing"],
)
def test_check_database_tries_the_key(tmp_path: Path, key: str, verdict: str) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    many = {"client_id": "1.2", "store_key": Secret(key)}

    assert verdicts(url, **many) == {"database": "ok", "key": verdict}
    migrated(url)
    assert verdicts(url, **many) == {"database": "ok", "tables": "ok", "key": verdict}
