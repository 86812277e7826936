"""The record as a file: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from bot.moderation.cases.record import Recorded
from bot.values import as_dict

Format = Literal["csv", "json"]
FORMATS: tuple[Format, ...] = ("csv", "json")

# Of the fields and of what is told, what has a column of its own.
_FIELDS = (
    *("verdict", "measure", "explanation", "model", "model_hash", "tokenizer_hash", "method"),
    *("baseline", "points", "delta", "thresholds", "probabilities"),
)
_TOLD = ("words", "note", "text", "author")
HEADER = (
    *("team", "entry", "when", "event", "case", "channel", "who"),
    *(*_FIELDS, *_TOLD),
    *("other_fields", "other_told", "erased", "previous", "hash"),
)


def export(entries: Sequence[Recorded], format: Format) -> bytes:
    """Return entries as a file in UTF-8; a cell that a spreadsheet would run is made plain text.

    Numbers in CSV are as they were recorded; what has several parts, such as `thresholds`, is JSON
    in one cell.
    """
    if format == "json":
        return json.dumps({"entries": [_told_apart(entry) for entry in entries]}, indent=1).encode()
    from explain_core.batch.safe_csv import csv_line

    return b"".join([csv_line(HEADER), *(csv_line(_cells(entry)) for entry in entries)])


def _told_apart(entry: Recorded) -> dict[str, Any]:
    values = as_dict(entry)
    values["entry"] = values.pop("seq")
    return values


def _cells(entry: Recorded) -> list[str | float | None]:
    return [
        *map(_cell, (entry.team, entry.seq, entry.created.isoformat(), entry.event)),
        *map(_cell, (entry.case, entry.channel, entry.user)),
        *(_cell(entry.fields.get(name)) for name in _FIELDS),
        *(_cell(entry.told.get(name)) for name in _TOLD),
        _cell(_others(entry.fields, _FIELDS)),
        _cell(_others(entry.told, _TOLD)),
        _cell(" ".join(entry.erased)),
        *map(_cell, (entry.previous, entry.hash)),
    ]


def _others(values: Mapping[str, Any], known: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in known}


def _cell(value: Any) -> str | float | None:
    from explain_core.batch.safe_csv import neutral

    if value is None or value == {}:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return neutral(json.dumps(value, sort_keys=True))
