"""The moderators' queue: what waits for a verdict, and which part of it somebody looks at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, cast, get_args

from bot.messages import action_ids
from bot.moderation.cases.case import Case

Which = Literal["open", "mine", "appealed", "decided"]

PAGE = 8

# One click decides about no more than are seen at once.
MOST_ALIKE = 20

# The value of a menu's first entry.
ALL = "all"

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which cases somebody wants to see; it travels with what they see.

    which: "open" is everything without a verdict, "mine" of it what they have claimed.
    label, channel: "" for every one.
    alike: the id of a case: only those that say the same, and that one; "" for all.
    page:  from 0.
    """

    which: Which = "open"
    label: str = ""
    channel: str = ""
    alike: str = ""
    page: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, written: str) -> Filters:
        """Return what `to_json` wrote; what is missing or makes no sense is as at first."""
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, dict):
            return cls()
        which, page = _text(found, "which"), found.get("page")
        return cls(
            which=cast(Which, which) if which in get_args(Which) else "open",
            label=_text(found, "label"),
            channel=_text(found, "channel"),
            alike=_text(found, "alike"),
            page=page if type(page) is int and 0 <= page < 1_000_000 else 0,
        )

    def clicked(self, action: str, value: str) -> Filters:
        """Return the filters after a click in the queue; one that is unknown changes nothing."""
        value = value[:_LONGEST]
        match action:
            case action_ids.QUEUE_STATE if value in get_args(Which):
                return replace(self, which=cast(Which, value), alike="", page=0)
            case action_ids.QUEUE_LABEL:
                return replace(self, label=_unless_all(value), alike="", page=0)
            case action_ids.QUEUE_CHANNEL:
                return replace(self, channel=_unless_all(value), alike="", page=0)
            case action_ids.QUEUE_ALIKE:
                return replace(self, alike=value, page=0)
            case action_ids.QUEUE_ALL:
                return replace(self, alike="", page=0)
            case action_ids.QUEUE_BEFORE:
                return replace(self, page=max(0, self.page - 1))
            case action_ids.QUEUE_AFTER:
                return replace(self, page=self.page + 1)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """What one moderator sees of the queue.

    filters: with the number of a page that exists.
    total:   of the cases that they leave.
    waiting: of all cases without a verdict that this person may decide.
    alike:   by the id of a case on this page, how many others say the same and wait too.
    labels:  to choose from.
    """

    filters: Filters
    cases: Sequence[Case]
    total: int
    waiting: int
    alike: Mapping[str, int]
    labels: Sequence[str]

    @property
    def first(self) -> int:
        """The number of the first case of this page, from 1."""
        return self.filters.page * PAGE + 1

    @property
    def has_next(self) -> bool:
        return not self.filters.alike and self.first + len(self.cases) <= self.total


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""


def _unless_all(value: str) -> str:
    return "" if value == ALL else value
