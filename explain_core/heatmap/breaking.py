"""Where lines end: as late as possible, between words that may be parted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Piece(Protocol):
    """Something that takes room on a line; pixels or columns.

    breakable: a line may start with it.
    distance:  room between the piece before it and this one, none at the start of a line.
    """

    @property
    def breakable(self) -> bool: ...
    @property
    def distance(self) -> int: ...
    @property
    def width(self) -> float: ...


_P = TypeVar("_P", bound=Piece)


def may_part(before: str, after: str) -> bool:
    """Return whether a line may end between two words that no white space parts.

    It may next to a Chinese, Japanese or Korean character, but a line starts with no closing
    punctuation and ends with no opening one.
    """
    opening = unicodedata.category(before[-1]) == "Ps"
    closing = unicodedata.category(after[0])[0] == "P" and unicodedata.category(after[0]) != "Ps"
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in (before[-1], after[0]))
    return wide and not opening and not closing


def fill(pieces: Sequence[_P], width: float) -> list[list[_P]]:
    """Return the pieces line by line; unbreakable ones are parted only if no line can hold them."""
    lines: list[list[_P]] = [[]]
    room = width
    for group in _unbreakable(pieces):
        if lines[-1] and room < _width(group) + group[0].distance and _width(group) <= width:
            lines.append([])
            room = width
        for piece in group:
            if lines[-1] and room < piece.distance + piece.width:
                lines.append([])
                room = width
            room -= piece.width + (piece.distance if lines[-1] else 0)
            lines[-1].append(piece)
    return lines


def _unbreakable(pieces: Sequence[_P]) -> list[list[_P]]:
    groups: list[list[_P]] = []
    for piece in pieces:
        if piece.breakable or not groups:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _width(group: Sequence[Piece]) -> float:
    return sum(piece.width for piece in group) + sum(piece.distance for piece in group[1:])
