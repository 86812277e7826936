"""The values of what can be clicked on a case: which case, and the version that was seen.

A click on an older version than the present one is not carried out; who clicked is told why.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.moderation.cases.case import Case

DETAILS, AGREE_NOTE, OVERRULE_NOTE = "details", "agree_note", "overrule_note"

# A button's value takes 2,000 characters; with the ids of today there is room for more.
MOST_AT_ONCE = 30


def value_of(case: Case) -> str:
    """Return the value of a button on a case: "abc:3"."""
    return f"{case.id}:{case.version}"


def read_value(value: str) -> tuple[str, int | None]:
    """Return the case's id and the version that was seen: "abc:3" -> ("abc", 3).

    The version is None where there is no number: then nothing may be decided by this value.
    """
    case_id, _, version = value.rpartition(":")
    known = version.isascii() and version.isdigit() and len(version) < 10
    return case_id, int(version) if known else None


def more_value(case: Case, choice: str) -> str:
    """Return the value of a choice in the menu at the corner of a case."""
    return f"{choice}:{value_of(case)}"


def read_more(value: str) -> tuple[str, int | None, str]:
    """Return the case's id, its version and the choice.

    "details:abc:3" -> ("abc", 3, "details")
    """
    choice, _, rest = value.partition(":")
    return *read_value(rest), choice


def bulk_value(cases: Iterable[Case]) -> str:
    """Return the value of a button that decides about several cases: "abc:3 def:1"."""
    return " ".join(value_of(case) for case in cases)


def read_bulk(value: str) -> list[tuple[str, int]]:
    """Return the cases and versions that were seen: "abc:3 def:1" -> [("abc", 3), ("def", 1)].

    What is no case's value is left out.
    """
    read = [read_value(entry) for entry in value.split()[:MOST_AT_ONCE]]
    return [(case_id, version) for case_id, version in read if case_id and version is not None]
