"""`python -m bot.recover SLOT`: let others go on with the jobs of a process that is no more."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from dbos import DBOSClient

from bot.durable import workflows
from bot.durable.engine import connected, reachable
from bot.durable.slots import claimed
from bot.environment import read_values
from bot.errors import BotError, StartError
from bot.migrate import database_url
from bot.store import Store

DESCRIPTION = """\
A process that ends goes on with its unfinished jobs when it comes back under the same name
(BOT_SLOT). This is for the one that never comes back: after a machine is lost for good, or a
number of workers was reduced. Its jobs go to whichever worker is there.

With no name, the slots that have unfinished jobs are listed. A slot that a living process works
as is left alone, so an orchestrator may call this at any time: with the name of each worker it
has taken away, or with --all after it has reduced their number.
"""


def main(arguments: Sequence[str], environ: Mapping[str, str], *, env_file: Path) -> int:
    """Do what was asked, and return the exit status: 1 if a slot is at work, or nothing can be."""
    asked = _parser().parse_args(arguments)
    url = database_url(read_values(environ, env_file=env_file))
    try:
        with closing(Store.open(url)) as store, _written_down(url) as client:
            if asked.all:
                _recover_all(store, client)
            elif asked.slot:
                _recover(asked.slot, store, client)
            else:
                _list(store, client)
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.recover",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("slot", nargs="?", help="the name that the process worked under")
    parser.add_argument(
        "--all", action="store_true", help="every slot that no living process works as"
    )
    return parser


def _recover(slot: str, store: Store, client: DBOSClient) -> None:
    # While this holds the slot, no process can begin to work as it.
    with claimed(slot, store.engine), reachable():
        n_jobs = workflows.hand_over(client, slot)
    print(f"{slot}: unfinished jobs that go to whichever worker is there: {n_jobs:,}")


def _recover_all(store: Store, client: DBOSClient) -> None:
    for slot in _slots(client):
        try:
            _recover(slot, store, client)
        except StartError:
            print(f"{slot}: a living process works on its jobs.")


def _list(store: Store, client: DBOSClient) -> None:
    for slot, n_jobs in _slots(client).items():
        print(f"{slot}: unfinished jobs: {n_jobs:,}; {_whose(slot, store)}")


def _whose(slot: str, store: Store) -> str:
    try:
        with claimed(slot, store.engine):
            return "no living process"
    except StartError:
        return "a living process works on them"


def _slots(client: DBOSClient) -> dict[str, int]:
    with reachable():
        return workflows.slots(client)


@contextmanager
def _written_down(url: str) -> Iterator[DBOSClient]:
    with reachable():
        client = connected(url)
    try:
        yield client
    finally:
        client.destroy()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, env_file=Path(".env")))
