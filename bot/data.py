"""The data of the bot, for whoever runs it: `python -m bot.data --help`."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import Engine

from bot.environment import read_values
from bot.errors import BotError, SettingsError
from bot.moderation.learning.verdict_file import json_lines, verdict_cases, verdict_line
from bot.store import Store
from bot.store.database import DEFAULT_URL


def main(arguments: Sequence[str], environ: Mapping[str, str], *, env_file: Path) -> int:
    """Do what was asked, and return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        print(asked.run(asked, environ, env_file))
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.data",
        description="Answer requests for access or erasure, back up, and make keys. The database "
        f"is that of the setting DATABASE_URL, which is {DEFAULT_URL} unless said otherwise.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, help in (
        ("export", _export, "print all that is kept about a person, as JSON"),
        ("delete", _delete, "delete all that is kept about a person"),
    ):
        command = commands.add_parser(name, help=help)
        command.add_argument(
            "--user", required=True, type=_person, help="the person's id, such as U012AB3CD"
        )
        command.add_argument("--team", help="the workspace's id; without it, every workspace")
        command.set_defaults(run=run)
    verdicts = commands.add_parser(
        "verdicts",
        help="write what moderators decided, for python -m explain_core.train --from-verdicts",
    )
    verdicts.add_argument("file", type=Path, metavar="OUT.jsonl")
    verdicts.add_argument("--team", help="the workspace's id; without it, every workspace")
    verdicts.set_defaults(run=_verdicts)
    backup = commands.add_parser("backup", help="copy the database while the bot runs (SQLite)")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    key = commands.add_parser("key", help="print a new key for the setting STORE_KEY")
    key.set_defaults(run=_key)
    rotate = commands.add_parser(
        "rotate-key", help="encrypt all tokens with the first key of STORE_KEY"
    )
    rotate.set_defaults(run=_rotate_key)
    return parser


def _person(value: str) -> str:
    if not value.strip():
        raise argparse.ArgumentTypeError("name somebody by their id, such as U012AB3CD")
    return value.strip()


def _export(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    with closing(existing_store(environ, env_file)) as store:
        return json.dumps(store.export(asked.team, asked.user), indent=2)


def _delete(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    with closing(existing_store(environ, env_file)) as store:
        gone = store.erase(asked.team, asked.user)
    return f"Deleted or cleared: {gone:,} rows. Messages and pictures in Slack are still there."


def _verdicts(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    with closing(existing_store(environ, env_file)) as store:
        cases = verdict_cases(store, asked.team)
    write_private(asked.file, json_lines(map(verdict_line, cases)))
    return f"Written: {asked.file}, with {len(cases):,} verdicts. It holds people's messages."


def _backup(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    with closing(existing_store(environ, env_file)) as store:
        back_up(store.engine, asked.file)
    return f"Written: {asked.file}"


def _key(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    return Fernet.generate_key().decode()


def _rotate_key(asked: argparse.Namespace, environ: Mapping[str, str], env_file: Path) -> str:
    with closing(existing_store(environ, env_file)) as store:
        changed = store.workspaces.rotate_key()
    return f"Encrypted anew: {changed:,} rows. STORE_KEY needs its first key alone from now on."


def back_up(engine: Engine, file: Path) -> None:
    """Copy the database into a file, as of one moment, while others go on using it.

    Raises: BotError if that is not possible here; an older copy is still there then.
    """
    if engine.dialect.name != "sqlite":
        raise BotError("This is a Postgres database: back it up with pg_dump --format=custom.")
    unfinished = file.with_name(f"{file.name}.partial")
    try:
        unfinished.touch(mode=0o600)
        with (
            closing(sqlite3.connect(str(engine.url.database))) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise BotError(f"{file} could not be written: {error}.") from error


def write_private(file: Path, lines: Iterable[str]) -> None:
    """Write a file that its owner alone can read, whole or not at all.

    Raises: BotError.
    """
    unfinished = file.with_name(f"{file.name}.partial")
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("w", encoding="utf-8") as output:
            output.writelines(lines)
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BotError(f"{file} could not be written: {error}.") from error


def existing_store(environ: Mapping[str, str], env_file: Path) -> Store:
    """Return the store that the settings name; what is not there is not created.

    Raises: SettingsError, StoreUnavailable.
    """
    values = read_values(environ, env_file=env_file)
    store = Store.open(
        values.get("DATABASE_URL", "").strip() or DEFAULT_URL,
        store_key=values.get("STORE_KEY", ""),
    )
    if store.engine.dialect.name == "sqlite" and not Path(str(store.engine.url.database)).exists():
        raise SettingsError(
            [f"There is no database at {store.engine.url.database}: name it with DATABASE_URL."]
        )
    store.migrate()
    return store


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, env_file=Path(".env")))
