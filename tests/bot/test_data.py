from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.data import main
from bot.store import Store
from bot.store.encryption import cipher
from tests.bot.store.remains import remains
from tests.bot.store.samples import AUTHOR, OTHER, TEAM, USER, case, entry, flag, request
from tests.postgres import Postgres

Run = Callable[..., int]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with closing(Store.open(database_url)) as store:
        store.migrate()
        yield store


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    def run(*arguments: str, **environ: str) -> int:
        return main(arguments, {"DATABASE_URL": database_url} | environ, env_file=tmp_path / ".env")

    return run


def test_export_prints_what_is_kept_as_json(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.requests.add(request("r1", "so bad 👎"))
    store.requests.add(request("r2", team="T99"))

    assert run("export", "--user", USER, "--team", TEAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["content"]["text"] for row in told["requests"]] == ["so bad 👎"]


def test_delete_deletes_in_every_workspace_and_says_how_much(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.requests.add(request("r1"))
    store.requests.add(request("r2", team="T99"))
    store.requests.add(request("r3", user=OTHER))

    assert run("delete", "--user", USER) == 0
    assert "2 rows" in capsys.readouterr().out
    assert [store.requests.get(id) is None for id in ("r1", "r2", "r3")] == [True, True, False]


@pytest.mark.parametrize("command", ["export", "delete"])
@pytest.mark.parametrize("nobody", ["", " "])
def test_nobody_is_neither_exported_nor_deleted(
    store: Store, run: Run, command: str, nobody: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(command, "--user", nobody)

    assert "name somebody by their id" in capsys.readouterr().err


def test_export_prints_what_moderation_keeps(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.flags.add(flag(note="rude"))
    store.cases.open(case(), flag=flag(note="rude"), entry=entry(told={"author": AUTHOR}))

    assert run("export", "--user", AUTHOR) == run("export", "--user", USER, "--team", TEAM) == 0
    author, flagger = capsys.readouterr().out.replace("}\n{", "}\0{").split("\0")
    assert [row["text"] for row in json.loads(author)["cases"]] == ["you idiot"]
    assert [row["note"] for row in json.loads(flagger)["flags"]] == ["rude"]
    assert [row["name"] for row in json.loads(flagger)["record"]] == ["user"]


def test_delete_takes_a_person_out_of_moderation(store: Store, run: Run) -> None:
    store.flags.add(flag(text="confidential"))
    store.cases.open(
        case(text="confidential"),
        flag=flag(text="confidential"),
        entry=entry(told={"author": AUTHOR, "text": "confidential"}),
    )

    assert run("delete", "--user", AUTHOR) == 0
    assert remains(store, AUTHOR) == remains(store, "confidential") == []
    assert store.cases.get("c1") is None
    assert store.audit.verify(TEAM).intact


def test_backup_takes_the_record_along(sqlite_store: Store, file: Path, tmp_path: Path) -> None:
    sqlite_store.cases.open(case(), flag=flag(), entry=entry())
    head = sqlite_store.audit.verify(TEAM)

    assert back_up(file, tmp_path / "copy.db") == 0
    with closing(Store.open(f"sqlite:///{tmp_path / 'copy.db'}")) as copy:
        assert copy.cases.get("c1") == sqlite_store.cases.get("c1")
        assert copy.audit.verify(TEAM) == head


def test_address_is_read_from_the_env_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with closing(Store.open(url)) as store:
        store.migrate()
        store.requests.add(request())
    (tmp_path / ".env").write_text(f"DATABASE_URL={url}\n")

    assert main(["delete", "--user", USER], {}, env_file=tmp_path / ".env") == 0
    assert "1 rows" in capsys.readouterr().out


def test_missing_database_is_an_error_and_not_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere.db"
    environ = {"DATABASE_URL": f"sqlite:///{file}"}

    assert main(["delete", "--user", USER], environ, env_file=tmp_path / ".env") == 1
    assert "There is no database at" in capsys.readouterr().err
    assert not file.exists()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "explain.db"


@pytest.fixture
def sqlite_store(file: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{file}")) as store:
        store.migrate()
        yield store


def back_up(file: Path, copy: Path) -> int:
    return main(
        ["backup", str(copy)], {"DATABASE_URL": f"sqlite:///{file}"}, env_file=file.parent / ".env"
    )


def test_backup_can_be_restored_in_place_of_the_database(
    sqlite_store: Store, file: Path, tmp_path: Path
) -> None:
    sqlite_store.requests.add(request("r1"))
    assert back_up(file, tmp_path / "copy.db") == 0
    sqlite_store.requests.add(request("r2"))
    sqlite_store.close()

    (tmp_path / "copy.db").replace(file)

    with closing(Store.open(f"sqlite:///{file}")) as restored:
        restored.migrate()
        assert restored.requests.get("r1") == request("r1")
        assert restored.requests.get("r2") is None


def test_backup_takes_other_programs_tables_along(
    sqlite_store: Store, file: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE workflow_status AS SELECT 'theirs' AS uuid")
        other.commit()
    back_up(file, tmp_path / "copy.db")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT uuid FROM workflow_status").fetchall() == [("theirs",)]


def test_backup_is_for_its_owner_alone_and_replaces_the_last_one(
    sqlite_store: Store, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    back_up(file, copy)
    sqlite_store.requests.add(request())
    back_up(file, copy)

    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(Store.open(f"sqlite:///{copy}")) as restored:
        assert restored.requests.get("r1") == request()


def test_backup_that_cannot_be_written_says_so(
    sqlite_store: Store, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert back_up(file, tmp_path / "nowhere" / "copy.db") == 1
    assert "could not be written" in capsys.readouterr().err


def test_dump_of_a_server_can_be_restored(postgres: Postgres, tmp_path: Path) -> None:
    dump = tmp_path / "explain.dump"
    with postgres.database() as url:
        with closing(Store.open(url)) as store:
            store.migrate()
            store.requests.add(request("r1"))
            postgres.tool("pg_dump", "--format=custom", f"--file={dump}", url)
            store.requests.add(request("r2"))
        postgres.tool("pg_restore", "--clean", "--if-exists", f"--dbname={url}", str(dump))

        with closing(Store.open(url)) as restored:
            restored.migrate()
            assert restored.requests.get("r1") == request("r1")
            assert restored.requests.get("r2") is None


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_backup_of_a_server_names_its_own_tool(
    store: Store, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", str(tmp_path / "copy")) == 1
    assert "pg_dump" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_key_prints_a_new_key_each_time(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("key")
    run("key")
    first, second = capsys.readouterr().out.split()

    assert first != second
    assert cipher(first).decrypt(cipher(first).encrypt(b"token")) == b"token"


def test_rotate_key_says_what_it_did(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("rotate-key", STORE_KEY=Fernet.generate_key().decode()) == 0
    assert "0 rows" in capsys.readouterr().out


def test_rotate_key_without_a_key_says_what_to_do(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("rotate-key") == 1
    assert "STORE_KEY is missing" in capsys.readouterr().err


def test_help_names_every_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("--help")

    told = capsys.readouterr().out
    for command in ("export", "delete", "backup", "key", "rotate-key"):
        assert command in told
