"""What the store is given in tests, and what it may not choke on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.action import Action
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from bot.request import ExplainRequest
from explain_core.explanation import Explanation, Trust, WordAttribution

TEAM, USER, OTHER = "T01ABCDEF", "U01", "U02"
AUTHOR, MODERATOR = "U0AUTHOR", "U0MODERATOR"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

ODD_TEXTS = {
    "empty": "",
    "one character": "a",
    "emoji": "👩‍👩‍👧 🇩🇪 ok",
    "Chinese": "这部电影很糟糕",
    "Arabic": "الفيلم سيئ",
    "a ping": "<!channel> <@U1> &amp;",
    "stars": "*stars* _and_ `code`",
    "SQL": "'; DROP TABLE explain_requests; --",
    "NUL": "a\x00b",
    "half a character": "a\ud800b",
    "very long": "word " * 20_000,
}


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


def request(id: str = "r1", text: str = "so bad", **others: str) -> ExplainRequest:
    asked = {"team": TEAM, "user": USER, "channel": "C01"} | others
    return ExplainRequest(id=id, text=text, **asked)


def action(id: str = "a1", **others: str) -> Action:
    clicked = {"team": TEAM, "user": USER, "channel": "C01", "explanation": "r1"} | others
    return Action(id=id, **{"kind": "agree", **clicked})


def explanation(text: str = "so bad", **others: Any) -> Explanation:
    """An explanation as the core makes it, with numbers that JSON could round."""
    words = [
        WordAttribution(match.group(), *match.span(), 0.1 + 0.2)
        for match in re.finditer(r"\S+", text)
    ]
    n_tokens = len(words) + 2
    values = {
        "text": text,
        "label": "negative",
        "probability": 0.9,
        "probabilities": {"negative": 0.9, "positive": 0.1},
        "logits": {"negative": 2.2, "positive": 0.0},
        "multi_label": False,
        "target": "negative",
        "true_label": None,
        "words": tuple(words),
        "tokens": ("[CLS]", *(word.text for word in words), "[SEP]"),
        "token_ids": tuple(range(n_tokens)),
        "baseline_ids": (101,) * n_tokens,
        "token_attributions": (1e-17,) * n_tokens,
        "score": "logit",
        "score_value": 2.2,
        "baseline_score_value": 0.1,
        "delta": -1e-9,
        "relative_delta": 1e-9,
        "n_steps": 32,
        "n_windows": 1,
        "converged": True,
        "baseline": "pad",
        "model": "sentiment",
        "seconds": 0.1,
        "trust": Trust(comprehensiveness=0.5, doubts=("It may be wrong.",)),
    }
    return Explanation(**values | others)


def flag(id: str = "f1", text: str = "you idiot", **others: str) -> Flag:
    flagged = {"team": TEAM, "channel": "C01", "ts": "1.1", "user": USER, "author": AUTHOR}
    return Flag(id=id, text=text, **{"origin": "shortcut", **flagged, **others})


def case(id: str = "c1", text: str = "you idiot", **others: Any) -> Case:
    values = {
        "team": TEAM,
        "channel": "C01",
        "ts": "1.1",
        "thread": "",
        "author": AUTHOR,
        "created": START,
        "version": 1,
        "state": "open",
        "has_text": True,
        "model": "moderation",
        "probabilities": {"toxic": 0.9, "insult": 0.1 + 0.2, "threat": 0.01},
        "thresholds": {"toxic": 0.5, "insult": 0.5, "threat": 0.5},
        "severity": 0.8,
        "sources": ("shortcut",),
        "flaggers": (USER,),
        "flag": "f1",
    }
    return Case(id=id, text=text, **values | others)


def entry(event: str = "flagged", **others: Any) -> AuditEntry:
    return AuditEntry(**{"team": TEAM, "event": event, "user": USER} | others)
