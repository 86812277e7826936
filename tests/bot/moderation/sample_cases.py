"""Hand-made cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.moderation.cases.case import Case

TEAM, REVIEW, CHANNEL = "T0TEAM", "C0REVIEW", "C0GENERAL"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def case_of(text: str = "You are an idiot", **changes: Any) -> Case:
    """Return an open case that the model itself has flagged, changed as told."""
    values: dict[str, Any] = {
        "id": "case1",
        "team": TEAM,
        "channel": CHANNEL,
        "ts": "1700000000.000100",
        "thread": "",
        "author": "U0AUTHOR",
        "created": MONDAY,
        "version": 1,
        "state": "open",
        "text": text,
        "has_text": True,
        "model": "moderation",
        "probabilities": {"toxic": 0.9, "insult": 0.6},
        "thresholds": {"toxic": 0.5, "insult": 0.7},
        "severity": 0.8,
        "sources": ("monitor",),
        "flaggers": (),
        "review_channel": REVIEW,
    }
    return Case(**values | changes)


def decided_case(verdict: str, **changes: Any) -> Case:
    values = {"verdict": verdict, "state": "decided", "decided_by": "U0MOD", "decided": MONDAY}
    return case_of(**values | changes)
