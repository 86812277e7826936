"""What a moderator chose, as the value of an `Action`: a version alone, or JSON with details.

kind                             details (all but the version may be left out)
case_agree, case_overrule        version; note; marks
case_unsure                      version; colleague (a person's id, "" for anybody); note
case_claim, case_release         version
case_words                       version; marks: [[start, end, "matters" | "blameless"], ...]
case_measure                     version; measure (none, warn, hide, delete); text of a warning
case_appeal                      text, in the author's words; no version
case_appeal_upheld, _granted     version; note
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.moderation.cases.case import Mark

# Nobody marks more words than this on purpose.
MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """version: of the case that was seen, None where the value does not say it.

    details: what came with it, out of `repr`, since people write notes.
    """

    version: int | None
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """Return a detail that people wrote or chose, "" if it is not there."""
        found = self.details.get(name)
        return found.strip() if isinstance(found, str) else ""

    @property
    def marks(self) -> tuple[Mark, ...] | None:
        """The marked words, in order and each once; None if nothing is said of words."""
        found = self.details.get("marks")
        if not isinstance(found, list):
            return None
        return tuple(sorted(set(_marks(found)), key=lambda mark: (mark.start, mark.end)))


def value(version: int | None, **details: object) -> str:
    """Return what `read` reads: value(3) -> "3"."""
    if not details and version is not None:
        return str(version)
    return json.dumps({"version": version, **details}, ensure_ascii=False)


def marks_of(marks: Iterable[Mark]) -> list[list[object]]:
    """Return marked words as the detail `marks`."""
    return [[mark.start, mark.end, mark.kind] for mark in marks]


def read(value: str) -> Choice:
    """Return what the value of an action says; of one that is no such value, nothing."""
    if _is_number(value):
        return Choice(int(value))
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return Choice(None)
    if not isinstance(found, dict):
        return Choice(None)
    version = found.pop("version", None)
    is_version = isinstance(version, int) and not isinstance(version, bool)
    return Choice(version if is_version else None, found)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def _marks(found: list[object]) -> Iterable[Mark]:
    for one in found[:MOST_MARKS]:
        match one:
            case [int(start), int(end), ("matters" | "blameless") as kind] if 0 <= start < end:
                yield Mark(start=start, end=end, kind=kind)
