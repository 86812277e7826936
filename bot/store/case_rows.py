"""A case as a row, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.moderation.cases.case import Case
from bot.moderation.flags.flag import Flag
from bot.values import as_dict, from_dict

# Of a case, what is made of its flags.
FROM_FLAGS = frozenset({"sources", "flaggers", "notes"})


def row_of(case: Case, *, now: datetime) -> dict[str, Any]:
    """Return what a row has to say of a case, apart from its flags and when it came."""
    content = {name: value for name, value in as_dict(case).items() if name not in FROM_FLAGS}
    return {
        "id": case.id,
        "team_id": case.team,
        "channel_id": case.channel,
        "ts": case.ts or None,
        "author_id": case.author,
        "changed": now,
        "decided": case.decided,
        "state": case.state,
        "verdict": case.verdict,
        "severity": case.severity,
        "labels": "".join(f"\n{label}\n" for label in case.flagged),
        "claimed_by": case.claimed_by,
        "review_channel": case.review_channel,
        "version": case.version,
        "has_text": _has_words(case),
        "content": content,
    }


def of_row(row: Row[Any]) -> Case:
    return from_dict(Case, {**row.content, **_from_flags(row.flags)})


def added(flags: Sequence[dict[str, str]], flag: Flag) -> list[dict[str, str]] | None:
    """Return the flags with one more, None if it is among them."""
    if any(known["id"] == flag.id for known in flags):
        return None
    return [
        *flags,
        {"id": flag.id, "origin": flag.origin, "user": flag.user, "note": flag.note},
    ]


def _has_words(case: Case) -> bool:
    """Return whether there is anything in a case that somebody typed."""
    typed = (case.edited_text, case.note, case.appeal, *case.notes)
    return case.has_text or any(typed)


def _from_flags(flags: Sequence[dict[str, str]]) -> dict[str, list[str]]:
    return {
        "sources": _each([flag["origin"] for flag in flags]),
        "flaggers": _each([flag["user"] for flag in flags]),
        "notes": [flag["note"] for flag in flags if flag["note"]],
    }


def _each(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
