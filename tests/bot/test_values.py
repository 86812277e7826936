from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.values import as_dict, from_dict

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    name: str
    at: datetime | None = None


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    names: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    best: Part | None = None
    note: str = ""


WHOLE = Whole(
    parts=(Part("a", MOMENT), Part("b")), names=("👍",), shares={"x": 0.1 + 0.2}, best=Part("c")
)


def test_values_come_back_by_way_of_json() -> None:
    assert from_dict(Whole, json.loads(json.dumps(as_dict(WHOLE)))) == WHOLE


def test_values_of_another_version_have_defaults_for_what_they_lack() -> None:
    assert from_dict(Whole, {"parts": [], "colour": "red"}) == Whole(parts=())
