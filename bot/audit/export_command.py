"""`python -m bot.audit export`: the record as a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.audit.exporting import FORMATS, Format, export
from bot.errors import BotError
from bot.moderation.cases.record import AuditEntry
from bot.store import Store

NAME = "export"
HELP = "write the record to a file"
DESCRIPTION = """\
Write the record to a file: whole or not at all, and readable for its owner alone. Days are in
UTC. Cells that a spreadsheet would run as formulas begin with a quote in CSV. That the record was
exported goes on record as well.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="otherwise, what the file's name says")
    parser.add_argument("--since", type=_start, help="a day or a moment, such as 2026-03-01")
    parser.add_argument("--until", type=_end, help="the same; what is of that day is included")
    parser.add_argument("--channel", default="", help="the id of the channel of the messages")
    parser.add_argument("--team", help="the workspace's id; without it, every workspace")
    parser.add_argument("-o", "--out", type=Path, help="otherwise, the standard output")


def run(asked: argparse.Namespace, store: Store, values: Mapping[str, str]) -> int:
    from explain_core.cli.files import check_output, write_whole

    if asked.out is not None:
        check_output(asked.out, "-o")
    known = store.audit.teams()
    if asked.team and asked.team not in known:
        raise BotError(f"Nothing is on record for the workspace {asked.team}.")
    period = {"since": asked.since, "until": asked.until, "channel": asked.channel}
    entries = []
    for team in [asked.team] if asked.team else known:
        found = store.audit.entries(team, **period)
        if found:
            store.audit.append(_on_record(team, asked, len(found)))
        entries += found
    content = export(entries, _format(asked))
    if asked.out is None:
        sys.stdout.buffer.write(content)
        return 0
    write_whole(asked.out, content, option="-o", mode=0o600)
    print(f"Written: {len(entries):,} entries to {asked.out}")
    return 0


def _format(asked: argparse.Namespace) -> Format:
    by_name: Format = "csv"
    if asked.out is not None and asked.out.suffix.lower() == ".json":
        by_name = "json"
    return asked.format or by_name


def _on_record(team: str, asked: argparse.Namespace, n_entries: int) -> AuditEntry:
    fields = {
        "by": "command line",
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
        "channel": asked.channel,
        "format": _format(asked),
        "entries": n_entries,
    }
    return AuditEntry(team=team, event="exported", fields=fields)


def _start(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        problem = f"{value!r} is neither a day nor a moment; write it like 2026-03-01"
        raise argparse.ArgumentTypeError(problem) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _end(value: str) -> datetime:
    """Return the end of a day, or a moment."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _start(value)
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day, time(), UTC) + timedelta(days=1)
