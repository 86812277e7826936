"""`python -m bot.audit verify`: is the record as it was written?"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from bot.errors import BotError
from bot.moderation.cases.record import Verified
from bot.store import Store

NAME = "verify"
HELP = "say whether the record is as it was written"
DESCRIPTION = """\
Every entry's hash covers the entry before it, so that what was changed, removed, added or moved
shows. Who can write to the database could still write a whole record anew: keep the head that is
printed somewhere else, and give it back with --head later. That it was written anew, or that its
end was cut off, shows then too.
Exit status: 0 if the record is as it was written, 1 if not.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--team", help="the workspace's id; without it, every workspace")
    parser.add_argument(
        "--head", type=_head, help="a head that was printed before, such as 57:9f86d081..."
    )


def run(asked: argparse.Namespace, store: Store, values: Mapping[str, str]) -> int:
    known = store.audit.teams()
    teams = [asked.team] if asked.team else known
    if asked.head and len(teams) != 1:
        raise BotError("A head is of one workspace: name that with --team.")
    if not teams:
        print("Nothing is on record yet.")
        return 0
    if asked.team and asked.team not in known:
        raise BotError(f"Nothing is on record for the workspace {asked.team}.")
    return max([_verify(store, team, asked.head) for team in teams])


def _verify(store: Store, team: str, head: tuple[int, str] | None) -> int:
    """Tell about one workspace, and return the exit status."""
    verified = store.audit.verify(team)
    problems = [
        f"entry {broken.seq:,}: {broken.what}" if broken.seq else broken.what
        for broken in verified.broken
    ]
    if head is not None and not _has(store, verified, head):
        problems.append(f"the record does not have the head {head[0]}:{head[1]} (any more)")
    erased = f", {verified.erased:,} values erased" if verified.erased else ""
    state = "NOT as it was written:" if problems else "as it was written."
    print(f"{team}: {verified.entries:,} entries{erased}, {state}")
    for problem in problems:
        print(f"  {problem}")
    print(f"  head: {verified.entries}:{verified.head}")
    return 1 if problems else 0


def _has(store: Store, verified: Verified, head: tuple[int, str]) -> bool:
    """Return whether the record went through this head, wherever it has come to since."""
    seq, hash = head
    if seq == 0:
        return hash == ""
    entry = store.audit.entry(verified.team, seq)
    return entry is not None and entry.hash == hash


def _head(value: str) -> tuple[int, str]:
    number, colon, hash = value.strip().partition(":")
    if not (colon and number.isdecimal()):
        raise argparse.ArgumentTypeError(f"{value!r} is no head; it looks like 57:9f86d081...")
    return int(number), hash.lower()
