"""The picture of a comparison: one heatmap above the other, on one scale, and what differs."""

from __future__ import annotations

from collections.abc import Sequence

from explain_core.comparison import Comparison, Pair
from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap import pair_wording, passages
from explain_core.heatmap.fonts import FontSet, packaged
from explain_core.heatmap.paint import MAX_BYTES, QUIET, Page
from explain_core.heatmap.sheet import MARGIN, MAX_HEIGHT, MINUS, WIDTH, Sheet

_CHIP = 260  # pixels that each of two words may take beside the difference

_Shown = tuple[Sequence[range], Sequence[range]]  # the passages of both sides


def render(comparison: Comparison, *, fonts: FontSet | None = None) -> bytes:
    """Return the picture as PNG, of the whole texts unless that makes it too high or too heavy."""
    fonts = fonts or packaged()
    *larger, smallest = candidates(comparison)
    for shown in larger:
        page = layout(comparison, shown, fonts=fonts)
        if page.height <= MAX_HEIGHT:
            picture = page.png()
            if len(picture) < MAX_BYTES:
                return picture
    return layout(comparison, smallest, fonts=fonts).png()


def candidates(comparison: Comparison) -> list[_Shown]:
    """Return what could be shown of both texts, most first."""
    left, right = map(passages.candidates, comparison.sides)
    n_candidates = max(len(left), len(right))
    return [
        (left[min(i, len(left) - 1)], right[min(i, len(right) - 1)]) for i in range(n_candidates)
    ]


def layout(comparison: Comparison, shown: _Shown, *, fonts: FontSet) -> Page:
    """Return the picture of these passages before it is drawn."""
    left, right = comparison.sides
    sheet = _PairSheet(left, fonts, scale=pair_wording.strongest(comparison))
    for number, (side, passages_shown) in enumerate(zip((left, right), shown, strict=True)):
        sheet.side(side, pair_wording.title(comparison, number), passages_shown)
    sheet.differences(comparison)
    sheet.legend(pair_wording.legend(comparison))
    sheet.y += 12
    for note in pair_wording.notes(comparison):
        sheet.paragraph(note, on=QUIET)
    return sheet.finished()


class _PairSheet(Sheet):
    """A page for two explanations."""

    def side(self, explanation: Explanation, title: str, shown: Sequence[range]) -> None:
        self.turn_to(explanation)
        if self.y > MARGIN:
            self.rule()
        self.paragraph(title, on=QUIET)
        self.y += 4
        self.title()
        self.notes()
        self.warning()
        self.words(shown)

    def differences(self, comparison: Comparison) -> None:
        self.rule()
        strongest = comparison.strongest()
        if not strongest:
            self.paragraph(pair_wording.NOTHING_DIFFERS, on=QUIET)
        else:
            self.paragraph(pair_wording.DIFFERS, on=QUIET)
        self.y += 12
        for pair in strongest:
            self._difference(pair, pair_wording.difference(comparison, pair))
        self.y += 8

    def _difference(self, pair: Pair, difference: str) -> None:
        """Draw both words with their values, and at the right end by how much they differ."""
        left = self._word(pair.left, MARGIN)
        self._word(pair.right, left)
        number = self.shaped(difference.replace("-", MINUS), self.small.bold())
        self.page.text(number, (WIDTH - MARGIN - number.width, self.y + 31))
        self.y += 54

    def _word(self, word: WordAttribution | None, left: float) -> float:
        if word is not None:
            return self.chip(word, left, room=_CHIP)
        missing = self.shaped(pair_wording.NO_WORD, self.small)
        self.quiet_ground(left, missing.width + 26)
        self.page.text(missing, (left + 13, self.y + 31))
        return left + missing.width + 36
