"""Which way each character runs, and in which order a line's pieces are read by the eye.

The Unicode bidirectional algorithm (UAX #9, revision 50) for text without explicit formatting
characters, which `visible` has removed: rules P2-P3, W1-W7, N1-N2, I1-I2 and L2. Paired brackets
(N0) are left to N1-N2, which differs only where a bracket's two sides run different ways.
A heatmap needs levels, not a reordered string: each word is one cell, drawn and coloured as one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_STRONG = ("L", "R", "AL")
_NUMBERS = ("EN", "AN")


def has_rtl(text: str) -> bool:
    """Return whether any character runs from right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def base_level(text: str) -> int:
    """Return 1 if the first strong character of a paragraph runs right to left, else 0."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _STRONG:
            return int(kind != "L")
    return 0


def levels(text: str, base: int) -> list[int]:
    """Return each character's embedding level: even runs left to right, odd right to left.

    text: one paragraph, without explicit formatting characters.
    """
    if base == 0 and (text.isascii() or not has_rtl(text)):
        return [0] * len(text)
    kinds = _weak([unicodedata.bidirectional(char) or "L" for char in text], base)
    return [_level(kind, base) for kind in _neutral(kinds, base)]


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indices of a line's pieces from left to right: [1, 1, 0] -> [1, 0, 2]."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        order = [
            index
            for reverse, run in groupby(order, key=lambda index: levels[index] >= level)
            for index in (reversed(list(run)) if reverse else run)
        ]
    return order


def _level(kind: str, base: int) -> int:
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


def _weak(kinds: list[str], base: int) -> list[str]:
    """Return the types after W1-W7: L, R, EN, AN or ON."""
    start = "R" if base else "L"
    before, strong = start, start
    resolved: list[str] = []
    for kind in kinds:
        if kind in ("NSM", "BN"):
            kind = before
        if kind in _STRONG:
            strong = kind
        before = "AN" if kind == "EN" and strong == "AL" else kind
        resolved.append("R" if before == "AL" else before)
    _join_numbers(resolved)
    return _numbers_after_latin(resolved, start)


def _join_numbers(kinds: list[str]) -> None:
    """Make a separator inside a number ('3.14') and a sign beside one ('50%') part of it."""
    for i in range(1, len(kinds) - 1):
        left, kind, right = kinds[i - 1 : i + 2]
        if left == right and (
            (kind == "CS" and left in _NUMBERS) or (kind == "ES" and left == "EN")
        ):
            kinds[i] = left
    start = 0
    for kind, run in groupby(list(kinds)):
        stop = start + len(list(run))
        if kind == "ET" and "EN" in (*kinds[start - 1 : start], *kinds[stop : stop + 1]):
            kinds[start:stop] = ["EN"] * (stop - start)
        start = stop


def _numbers_after_latin(kinds: Sequence[str], start: str) -> list[str]:
    strong = start
    resolved: list[str] = []
    for kind in kinds:
        if kind in ("L", "R"):
            strong = kind
        if kind == "EN" and strong == "L":
            kind = "L"
        resolved.append(kind if kind in ("L", "R", "EN", "AN") else "ON")
    return resolved


def _neutral(kinds: Sequence[str], base: int) -> list[str]:
    """Return the types after N1-N2: neutrals run like both their neighbours, else like the base."""
    outside = "R" if base else "L"
    resolved: list[str] = []
    runs = [(kind, len(list(run))) for kind, run in groupby(kinds)]
    for i, (kind, length) in enumerate(runs):
        if kind == "ON":
            left = _side(runs[i - 1][0]) if i else outside
            right = _side(runs[i + 1][0]) if i + 1 < len(runs) else outside
            kind = left if left == right else outside
        resolved.extend([kind] * length)
    return resolved


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
