"""The values of menu options: which explanation they are about, and what was chosen.

A value is the explanation's id, a colon, and the choice. Slack takes 150 characters; the label of
some model may be longer than what is left, or have characters that do not come back as they were
sent. Then its hash stands for it, and `label_named` finds it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.request import hashed_id

DETAILS = "details"
JSON_FILE = "json"
DELETE = "delete"

# Who sees an answer, by what stands in settings and requests.
VISIBILITIES = {"channel": "Everybody in the conversation", "private": "Only me"}

_HARMLESS = re.compile(r"[A-Za-z0-9 _.-]{1,60}")
_HASHED = "#"


def value_of(explanation_id: str, choice: str) -> str:
    """Return the value of the option that chooses this of an explanation."""
    return f"{explanation_id}:{choice}"


def read_value(value: str) -> tuple[str, str]:
    """Return the explanation's id and the choice: "abc:details" -> ("abc", "details")."""
    explanation_id, _, choice = value.rpartition(":")
    return explanation_id, choice


def key_of(label: str) -> str:
    """Return what stands for a label in a value: itself, if it is short and plain."""
    return label if _HARMLESS.fullmatch(label) else _HASHED + hashed_id(label)


def label_named(key: str, labels: Iterable[str]) -> str | None:
    """Return the label that a key stands for; None if it is not among `labels`."""
    return next((label for label in labels if key_of(label) == key), None)
