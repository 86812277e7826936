"""Which verdicts are learned from, and which are held back to measure with.

Messages that are nearly the same stand on one side together, else the measure would be of memory.
A message is always on the same side, also when others come.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from explain_core.errors import InputError
from explain_core.train.verdicts.reading import Verdict, counted

HELD_BACK = 0.25
NEEDED, NEEDED_EACH = 50, 10

# Two texts are nearly the same from this share of common word triples on.
ALIKE = 0.5
# A triple that stands in more texts than this says nothing of any two of them.
_COMMON = 50


class TooFewVerdicts(InputError):
    """have: distinct texts; agreed, overruled: of them."""

    def __init__(self, agreed: int, overruled: int) -> None:
        self.agreed, self.overruled = agreed, overruled
        self.have = agreed + overruled
        super().__init__(
            f"There are {self.have:,} different messages with a verdict ({agreed:,} agreed, "
            f"{overruled:,} overruled); at least {NEEDED} are needed to learn from, and "
            f"{NEEDED_EACH} of each kind."
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """undecided: how many texts were left out because verdicts on them are as often yes as no."""

    learned: tuple[Verdict, ...]
    held_back: tuple[Verdict, ...]
    undecided: int = 0


def check_enough(verdicts: Sequence[Verdict]) -> None:
    """Raise TooFewVerdicts if there is not enough to learn from and to measure with.

    verdicts: one for each text.
    """
    agreed, overruled = counted(verdicts)
    if agreed + overruled < NEEDED or min(agreed, overruled) < NEEDED_EACH:
        raise TooFewVerdicts(agreed, overruled)


def divided(verdicts: Sequence[Verdict]) -> Parts:
    """Return both parts.

    Raises: TooFewVerdicts.
    """
    one_each = distinct(verdicts)
    check_enough(one_each)
    n_texts = len({verdict.text for verdict in verdicts})
    groups = [[one_each[number] for number in group] for group in alike(one_each)]
    sides = [_is_held_back(group, n=len(one_each)) for group in groups]
    for agreed in (True, False):
        # By chance there may be none of a kind; then there would be nothing to measure it with.
        of_kind = [at for at, group in enumerate(groups) if _is_agreed(group) == agreed]
        if len(of_kind) > 1 and not any(sides[at] for at in of_kind):
            sides[min(of_kind, key=lambda at: (len(groups[at]), _draw(groups[at])))] = True
    learned, held_back = (
        [group for group, is_held in zip(groups, sides, strict=True) if is_held == side]
        for side in (False, True)
    )
    return Parts(_in_order(learned), _in_order(held_back), n_texts - len(one_each))


def distinct(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return one verdict for each text: what most said of it, with all that they marked.

    A text of which as many say yes as no is left out.
    """
    of_text: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        of_text.setdefault(verdict.text, []).append(verdict)
    found = []
    for same in of_text.values():
        agreed, overruled = counted(same)
        if agreed != overruled:
            majority = [one for one in same if one.agreed == (agreed > overruled)]
            marks = tuple(dict.fromkeys(mark for one in majority for mark in one.marks))
            last = majority[-1]
            found.append(Verdict(last.text, last.verdict, last.flagged, marks))
    return found


def alike(verdicts: Sequence[Verdict]) -> list[list[int]]:
    """Return groups of the numbers of texts that are nearly the same."""
    triples = [_triples(verdict.text) for verdict in verdicts]
    leader = list(range(len(verdicts)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for first, second in _neighbours(triples):
        if lead(first) != lead(second) and _overlap(triples[first], triples[second]) >= ALIKE:
            leader[lead(second)] = lead(first)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(verdicts)):
        groups[lead(number)].append(number)
    return list(groups.values())


def _neighbours(triples: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts with something in common; all pairs of texts that are just the same."""
    holders: dict[str, list[int]] = defaultdict(list)
    first_of: dict[frozenset[str], int] = {}
    for number, own in enumerate(triples):
        if own in first_of:
            yield first_of[own], number
            continue
        first_of[own] = number
        for triple in own:
            holders[triple].append(number)
    for numbers in holders.values():
        if len(numbers) <= _COMMON:
            yield from combinations(numbers, 2)


def _triples(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 3:
        return frozenset([" ".join(words) or text])
    return frozenset(" ".join(words[at : at + 3]) for at in range(len(words) - 2))


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)


def _is_agreed(group: Sequence[Verdict]) -> bool:
    agreed, overruled = counted(group)
    return agreed >= overruled


def _is_held_back(group: Sequence[Verdict], *, n: int) -> bool:
    """Tell on which side a group is; verdicts that come later do not change that.

    What a model has learned from must not be what the next one is measured with. A large group of
    copies would be most of what is measured.
    """
    return _draw(group) < HELD_BACK and len(group) <= max(1.0, n * HELD_BACK / 8)


def _draw(group: Sequence[Verdict]) -> float:
    """Return a number from 0 to 1 that is always the same for a group."""
    first = min(verdict.text for verdict in group)
    return int.from_bytes(hashlib.sha256(first.encode()).digest()[:7], "big") / 2**56


def _in_order(groups: Sequence[Sequence[Verdict]]) -> tuple[Verdict, ...]:
    """Return what is in the groups, in an order that does not depend on how they came."""
    return tuple(
        verdict
        for group in sorted(groups, key=_draw)
        for verdict in sorted(group, key=lambda verdict: verdict.text)
    )
