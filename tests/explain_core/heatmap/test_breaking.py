# ruff: noqa: RUF001 - text in many scripts is what is tested here

from __future__ import annotations

from dataclasses import dataclass

import pytest

from explain_core.heatmap.breaking import fill, may_part


@dataclass(frozen=True)
class Piece:
    text: str
    breakable: bool = True
    distance: int = 1

    @property
    def width(self) -> int:
        return len(self.text)


def filled(pieces: list[Piece], width: int) -> list[str]:
    return [" ".join(piece.text for piece in line) for line in fill(pieces, width)]


def test_fill_ends_lines_as_late_as_possible() -> None:
    pieces = [Piece(word) for word in "to be or not to be".split()]

    assert filled(pieces, 8) == ["to be or", "not to", "be"]


def test_fill_keeps_punctuation_with_its_word() -> None:
    pieces = [Piece("this"), Piece("movie"), Piece(".", breakable=False, distance=0)]

    assert filled(pieces, 10) == ["this", "movie ."]


def test_fill_parts_what_no_line_can_hold() -> None:
    pieces = [Piece("a"), *(Piece("bb", breakable=False, distance=0) for _ in range(4))]

    assert filled(pieces, 5) == ["a bb bb", "bb bb"]


def test_fill_of_nothing_is_an_empty_line() -> None:
    assert filled([], 5) == [""]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("movie", ".", False),
        ("a", "b", False),
        ("电", "影", True),
        ("影", "。", False),
        ("（", "电", False),
        ("a", "电", True),
    ],
)
def test_may_part_beside_chinese_only_and_not_before_its_full_stop(
    before: str, after: str, *, expected: bool
) -> None:
    assert may_part(before, after) is expected
