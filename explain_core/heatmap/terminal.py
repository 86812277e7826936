"""The heatmap as lines of text, coloured for terminals or plain for files and screen readers.

All text passes through `visible` on its way here, so that the only escape sequences in the output
are the colours set in this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from wcwidth import iter_graphemes, wrap
from wcwidth import width as columns

from explain_core.explanation import Explanation
from explain_core.heatmap import passages, wording
from explain_core.heatmap.breaking import fill
from explain_core.heatmap.colors import FAINT, shade, strongest_size, xterm
from explain_core.heatmap.paragraphs import Paragraph, Word, paragraphs
from explain_core.heatmap.visible import shorten
from explain_core.heatmap.wording import Legend

NARROWEST = 20
STRONGEST_WORD = 20  # graphemes shown of a strong word beside its value
_BAR_STEPS = 6
_BLACK = 16
# Holds a word and its value together while lines are broken.
FIXED_SPACE = "\xa0"


class Pen(Protocol):
    """How emphasis and attributions are written."""

    def strong(self, text: str) -> str: ...
    def word(self, text: str, share: float) -> str: ...
    def value(self, word: Word, strongest: float) -> str: ...
    def legend(self, legend: Legend, strongest: float, width: int) -> list[str]: ...


class _Plain:
    """Words that push carry their value: 'horrible[+1.83]'."""

    def strong(self, text: str) -> str:
        return text

    def word(self, text: str, share: float) -> str:
        return text

    def value(self, word: Word, strongest: float) -> str:
        signed = wording.signed(word.attribution, strongest)
        return f"[{signed}]" if abs(word.share) >= FAINT else ""

    def legend(self, legend: Legend, strongest: float, width: int) -> list[str]:
        return [
            f"[+] {legend.towards}, [-] {legend.away}",
            f"values in {legend.unit}; words without one are close to 0",
        ]


class _Colored:
    """Words that push stand on their colour, in black: legible whatever the terminal's theme."""

    def strong(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m"

    def word(self, text: str, share: float) -> str:
        if abs(share) < FAINT:
            return text
        return f"\x1b[38;5;{_BLACK};48;5;{xterm(shade(share))}m{text}\x1b[0m"

    def value(self, word: Word, strongest: float) -> str:
        return ""

    def legend(self, legend: Legend, strongest: float, width: int) -> list[str]:
        low, high = wording.signed(-strongest, strongest), wording.signed(strongest, strongest)
        end = f"{high} {legend.unit}"
        steps = [i / _BAR_STEPS for i in range(-_BAR_STEPS, _BAR_STEPS + 1)]
        room = width - columns(f"{low}  {end}")
        block = " " * max(0, min(2, room // len(steps)))
        bar = "".join(self.word(block, step) for step in steps) if block else "to"
        return [
            f"{low} {bar} {end}",
            f"blue: {legend.away}, orange: {legend.towards}",
        ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, a part of one, or its value, and how it is written."""

    text: str
    written: str
    breakable: bool
    distance: int

    @property
    def width(self) -> int:
        return columns(self.text)


def render(explanation: Explanation, *, width: int, color: bool) -> str:
    """Return the heatmap as text without a final line break."""
    width = max(width, NARROWEST)
    pen = pen_for(color=color)
    strongest = strongest_size(explanation.words)
    legend = pen.legend(wording.legend(explanation), strongest, width)
    return joined(
        wrapped(heading(explanation, pen), width),
        words(explanation, pen, strongest=strongest, width=width),
        wrapped([_strongest(explanation), *legend], width),
    )


def joined(*blocks: Iterable[str]) -> str:
    """Return blocks of lines as one text, with a blank line between them."""
    return "\n\n".join("\n".join(block) for block in blocks)


def pen_for(*, color: bool) -> Pen:
    return _Colored() if color else _Plain()


def wrapped(lines: Sequence[str], width: int) -> list[str]:
    return [
        part.replace(FIXED_SPACE, " ")
        for line in lines
        for part in wrap(line, width, break_on_hyphens=False)
    ]


def heading(explanation: Explanation, pen: Pen) -> list[str]:
    label, probability = wording.title(explanation)
    warning = wording.unreliable(explanation)
    return [
        f"{pen.strong(label)} {probability}".rstrip(),
        pen.strong(warning) if warning else "",
        wording.flagged(explanation),
        wording.other_labels(explanation),
        wording.true_label(explanation),
        wording.explained_target(explanation),
        wording.read_as(explanation),
    ]


def words(explanation: Explanation, pen: Pen, *, strongest: float, width: int) -> Iterator[str]:
    """Yield the lines of the words; `strongest` is the attribution of full colour."""
    shown = passages.candidates(explanation)[0]
    note = wording.passages(shown, explanation)
    yield from wrapped([note], width)
    for passage in shown:
        if note:
            yield ""
            yield f"{wording.passage(passage)}:"
        for paragraph in paragraphs(explanation, passage, strongest=strongest):
            yield from _paragraph(paragraph, pen, strongest=strongest, width=width)


def _paragraph(paragraph: Paragraph, pen: Pen, *, strongest: float, width: int) -> Iterator[str]:
    if paragraph.after_blank_line:
        yield ""
    pieces = [
        piece
        for word in paragraph.words
        for piece in _pieces(word, pen, strongest=strongest, width=width)
    ]
    for line in fill(pieces, width):
        yield "".join(
            " " * (piece.distance if number else 0) + piece.written
            for number, piece in enumerate(line)
        )


def _pieces(word: Word, pen: Pen, *, strongest: float, width: int) -> Iterator[_Piece]:
    for number, text in enumerate(_parts(word.text, width)):
        written = pen.word(text, word.share)
        first = number == 0
        yield _Piece(text, written, word.breakable or not first, int(word.spaced and first))
    if value := pen.value(word, strongest):
        yield _Piece(value, value, breakable=False, distance=0)


def _parts(text: str, width: int) -> list[str]:
    """Return a word whole, or in parts that fit a line each."""
    parts = [""]
    for grapheme in iter_graphemes(text):
        if parts[-1] and columns(parts[-1] + grapheme) > width:
            parts.append("")
        parts[-1] += grapheme
    return parts


def _strongest(explanation: Explanation) -> str:
    strongest = strongest_size(explanation.words)
    values = ", ".join(
        f"{shorten(wording.in_a_list(word.text), STRONGEST_WORD)}{FIXED_SPACE}"
        f"{wording.signed(word.attribution, strongest)}"
        for word in wording.strongest(explanation)
    )
    return f"strongest: {values}" if values else wording.NOTHING_PUSHES
