"""The record of moderation, for whoever answers for it: `python -m bot.audit --help`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.audit import export_command, replay_command, verify_command
from bot.data import existing_store
from bot.environment import read_values
from bot.errors import BotError
from bot.store.database import DEFAULT_URL
from explain_core.errors import ExplainError

DESCRIPTION = f"""\
Verify, replay and export the record of moderation: who flagged and decided what, when, and what
they were shown. The database is that of the setting DATABASE_URL, which is {DEFAULT_URL}
unless said otherwise.
"""


def main(arguments: Sequence[str], environ: Mapping[str, str], *, env_file: Path) -> int:
    """Do what was asked, and return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        with closing(existing_store(environ, env_file)) as store:
            status: int = asked.run(asked, store, read_values(environ, env_file=env_file))
            return status
    except (BotError, ExplainError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.audit",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (verify_command, replay_command, export_command):
        added = commands.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.DESCRIPTION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, env_file=Path(".env")))
