"""Words -> cells on lines: wrapped, in reading order, each paragraph in its own direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wcwidth import iter_graphemes

from explain_core.explanation import Explanation
from explain_core.heatmap import bidi
from explain_core.heatmap.breaking import fill
from explain_core.heatmap.fonts import FontSet
from explain_core.heatmap.paragraphs import Word, paragraphs
from explain_core.heatmap.shaping import Shaped, Style, shape

# In shares of the letters' size. Where no white space parts two words, as in 'movie.', they stand
# closer, and closer still is their letters' distance from the seam.
PADDING = 0.22
_JOINT_PADDING = 0.08
_SPACE = 0.12
_JOINT = 0.06


@dataclass(frozen=True, slots=True)
class Cell:
    """A word, or a part of a word that is longer than a line.

    share:         of the strongest word's attribution, -1 to 1.
    level:         embedding level, odd for right to left.
    breakable:     a line may start with it.
    distance:      pixels between the cell before it and this one.
    before, after: padding in pixels on the side where reading starts and ends.
    """

    shaped: Shaped
    share: float
    level: int
    breakable: bool
    distance: int
    before: int
    after: int

    @property
    def width(self) -> float:
        return self.before + self.shaped.width + self.after


@dataclass(frozen=True, slots=True)
class Line:
    """Cells with their left edges, in pixels from the left end of the line."""

    cells: tuple[tuple[float, Cell], ...]
    after_blank_line: bool


def lines(
    explanation: Explanation,
    words: range,
    *,
    style: Style,
    fonts: FontSet,
    width: int,
    strongest: float | None = None,
) -> list[Line]:
    """Return the lines that a passage takes in a column of `width` pixels.

    strongest: the attribution of full colour; None takes the explanation's strongest.
    """
    flowed: list[Line] = []
    for paragraph in paragraphs(explanation, words, strongest=strongest):
        text = "".join(" " * word.spaced + word.text for word in paragraph.words)
        base = bidi.base_level(text)
        cells = list(
            _cells(paragraph.words, bidi.levels(text, base), style=style, fonts=fonts, width=width)
        )
        for number, line in enumerate(fill(cells, width)):
            blank = paragraph.after_blank_line and number == 0
            flowed.append(Line(_placed(line, base, width=width), blank))
    return flowed


def _cells(
    words: Sequence[Word], levels: Sequence[int], *, style: Style, fonts: FontSet, width: int
) -> Iterator[Cell]:
    padding, joint_padding, space, joint = (
        round(style.size * share) for share in (PADDING, _JOINT_PADDING, _SPACE, _JOINT)
    )
    at = 0
    for index, word in enumerate(words):
        at += word.spaced
        level = min(levels[at : at + len(word.text)], default=0)
        at += len(word.text)
        room = width - 2 * padding
        pieces = list(_pieces(word.text, style, fonts=fonts, level=level, width=room))
        parted = word.spaced or index == 0
        part_next = index + 1 == len(words) or words[index + 1].spaced
        for number, shaped in enumerate(pieces):
            yield Cell(
                shaped,
                word.share,
                level,
                breakable=word.breakable or number > 0,
                distance=space if word.spaced and number == 0 else joint,
                before=padding if parted and number == 0 else joint_padding,
                after=padding if part_next and number == len(pieces) - 1 else joint_padding,
            )


def _pieces(
    text: str, style: Style, *, fonts: FontSet, level: int, width: float
) -> Iterator[Shaped]:
    """Yield a word whole, or in parts that fit a line each."""
    base = level % 2
    whole = shape(text, style, fonts=fonts, base=base)
    if whole.width <= width:
        yield whole
        return
    piece, so_far = "", 0.0
    for unit in _units(text, fonts):
        advance = shape(unit, style, fonts=fonts, base=base).width
        if piece and so_far + advance > width:
            yield shape(piece, style, fonts=fonts, base=base)
            piece, so_far = "", 0.0
        piece, so_far = piece + unit, so_far + advance
    yield shape(piece, style, fonts=fonts, base=base)


def _units(text: str, fonts: FontSet) -> Iterator[str]:
    """Yield what stays on one line: graphemes, or characters where no font draws a grapheme."""
    for grapheme in iter_graphemes(text):
        if fonts.covering(grapheme) is None:
            yield from grapheme
        else:
            yield grapheme


def _placed(cells: Sequence[Cell], base: int, *, width: int) -> tuple[tuple[float, Cell], ...]:
    order = bidi.visual_order([cell.level for cell in cells])
    placed: list[tuple[float, Cell]] = []
    x = 0.0
    for left, index in zip([None, *order], order, strict=False):
        if left is not None:
            x += cells[max(left, index)].distance
        placed.append((x, cells[index]))
        x += cells[index].width
    shift = width - x if base else 0
    return tuple((x + shift, cell) for x, cell in placed)
