"""Which messages say the same, or as good as: one look may decide about all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.moderation.cases.case import Case
from explain_core.evasion import plain_text
from explain_core.words import words

# Of all the words of two texts, so many must be in both.
ALIKE = 0.85

# What is longer counts as the same only if it is the same, character by character.
LONGEST = 4000

# One of these more or less, and the text says the opposite.
_TURNS = frozenset(
    "no not never none nobody nothing neither nor without cannot hardly "
    "\u4e0d \u6ca1 don't doesn't didn't isn't aren't wasn't weren't won't can't".split()
)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+")
_DIGITS = re.compile(r"\d+")


class Lookalikes:
    """Finds among some cases those that say about the same as one."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._shapes = [(case, shape) for case in cases if (shape := _shape(case))]

    def of(self, case: Case) -> list[Case]:
        """Return the others that say the same, in their order; never the case itself."""
        own = _shape(case)
        return [
            other
            for other, theirs in self._shapes
            if other.id != case.id and _say_the_same(own, theirs)
        ]


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    if (one ^ other) & _TURNS:
        return False
    return len(one & other) >= ALIKE * len(one | other)


def _shape(case: Case) -> frozenset[str]:
    """Return what two texts are compared by, empty if the text is not kept.

    The letters' case, disguises, marks, the numbers themselves and where links lead do not count.
    """
    if not case.has_text:
        return frozenset()
    if len(case.text) > LONGEST:
        return frozenset({case.text})
    plain = unicodedata.normalize("NFKC", plain_text(case.text).text).casefold()
    plain = _DIGITS.sub("0", _LINK.sub(" link ", plain)).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    units = {plain[span.start : span.end] for span in words(plain)}
    said = frozenset(unit for unit in units if any(map(str.isalnum, unit)))
    return said or frozenset(units)
