"""What stands on a picture, from the top down: titles, warnings, words, a legend.

It is made for Slack, which shows it 360 pixels wide on a phone: everything is drawn at twice that
size, and no text is smaller than 24 pixels, 12 on the phone. Paper and ink are the picture's own,
so that light and dark themes show the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap import passages, wording
from explain_core.heatmap.colors import FAINT, STEPS, share, strongest_size
from explain_core.heatmap.flow import PADDING, Cell, lines
from explain_core.heatmap.fonts import MEDIUM, FontSet
from explain_core.heatmap.paint import (
    AWAY_LINE,
    PAPER,
    QUIET,
    RULE,
    TOWARDS_LINE,
    WARNING,
    Page,
    ground,
)
from explain_core.heatmap.shaping import Shaped, Style, han_language, shape
from explain_core.heatmap.typeset import fitted, wrapped
from explain_core.heatmap.visible import shorten, visible
from explain_core.heatmap.wording import Legend

WIDTH = 720
MARGIN = 32
MAX_HEIGHT = 5_000
COLUMN = WIDTH - 2 * MARGIN

MINUS = "\N{MINUS SIGN}"
_DASH = "\N{EN DASH}"

_TITLE = 46
_SMALL = 24
_LEADING = 34  # from one line of small text to the next
_MARK = 4  # thickness of the lines and dots that repeat the sign
_STRONGEST_WORD = 20  # graphemes shown of a strong word beside its value


class Sheet:
    """A page that fills from the top; `y` is where the next thing goes."""

    def __init__(
        self, explanation: Explanation, fonts: FontSet, *, scale: float | None = None
    ) -> None:
        """Begin a page; `scale` is the attribution of full colour, None the strongest there is."""
        self.explanation = explanation
        self.fonts = fonts
        self.page = Page(WIDTH)
        self.y = float(MARGIN)
        self.small = Style(_SMALL, language=han_language(explanation.text))
        self.scale = strongest_size(explanation.words) if scale is None else scale

    def turn_to(self, explanation: Explanation) -> None:
        """Go on with another explanation, on the same scale."""
        self.explanation = explanation
        self.small = Style(_SMALL, language=han_language(explanation.text))

    def finished(self) -> Page:
        """Return the page, cut off below what is on it."""
        self.page.height = round(self.y) + MARGIN
        return self.page

    def title(self) -> None:
        style = Style(_TITLE, language=self.small.language)
        name, probability = wording.title(self.explanation)
        baseline = self.y + 38
        room = float(COLUMN)
        if probability:
            number = self.shaped(probability, style)
            room -= number.width + 18
        label = self._fitted(name, style.bold(), width=room)
        self.page.text(label, (MARGIN, baseline))
        if probability:
            self.page.text(number, (MARGIN + label.width + 18, baseline))
        self.y += 62

    def notes(self) -> None:
        self.paragraph(wording.flagged(self.explanation))
        self.paragraph(wording.other_labels(self.explanation), on=QUIET)
        self.paragraph(wording.true_label(self.explanation))
        self.paragraph(wording.explained_target(self.explanation))
        self.paragraph(wording.read_as(self.explanation), on=QUIET)
        self.y += 16

    def warning(self) -> None:
        text = wording.unreliable(self.explanation)
        if not text:
            return
        style = Style(_SMALL, weight=MEDIUM)
        rows = wrapped(text, style, fonts=self.fonts, width=COLUMN - 32)
        height = len(rows) * _LEADING + 22
        self.page.rectangle((MARGIN, self.y, COLUMN, height), ground=WARNING, radius=12)
        for number, row in enumerate(rows):
            self.page.text(row, (MARGIN + 16, self.y + 37 + number * _LEADING))
        self.y += height + 16

    def words(self, shown: Sequence[range]) -> None:
        note = wording.passages(shown, self.explanation)
        self.paragraph(note, on=QUIET)
        words = self.explanation.words
        room = sum(passages.columns(words[i]) for passage in shown for i in passage)
        style = Style(_word_size(room), language=self.small.language)
        for passage in shown:
            if note:
                self.y += 8
                self.paragraph(wording.passage(passage).replace("-", _DASH), on=QUIET)
            self._passage(passage, style)
        self.y += 8

    def strongest(self) -> None:
        self.rule()
        strongest = wording.strongest(self.explanation)
        if not strongest:
            self.paragraph(wording.NOTHING_PUSHES, on=QUIET)
            self.y += 12
            return
        left = float(MARGIN)
        for word in strongest:
            left = self.chip(word, left)
        self.y += 64

    def legend(self, legend: Legend) -> None:
        self.rule()
        self._scale_ends(legend.unit)
        self._scale_bar()
        away = self._fitted(legend.away, self.small, width=COLUMN)
        towards = self._fitted(legend.towards, self.small, width=COLUMN)
        self.page.text(away, (MARGIN, self.y + 26))
        if away.width + towards.width > COLUMN - 24:
            self.y += _LEADING
        self.page.text(towards, (WIDTH - MARGIN - towards.width, self.y + 26))
        self.y += _LEADING

    def _passage(self, passage: range, style: Style) -> None:
        # A word's colour reaches out of the column, so that its letters are flush with the title.
        bleed = round(style.size * PADDING)
        width = COLUMN + 2 * bleed
        height = round(style.size * 1.6)
        flowed = lines(
            self.explanation,
            passage,
            style=style,
            fonts=self.fonts,
            width=width,
            strongest=self.scale,
        )
        for line in flowed:
            self.y += round(style.size * 0.7) if line.after_blank_line else 0
            for left, cell in line.cells:
                self._cell(cell, MARGIN - bleed + left, height=height, size=style.size)
            self.y += height + round(style.size * 0.25)

    def _cell(self, cell: Cell, left: float, *, height: int, size: int) -> None:
        self.page.rectangle((left, self.y, cell.width, height), ground=ground(cell.share), radius=7)
        if abs(cell.share) >= FAINT:
            self._underline(left + 5, self.y + height - 8, width=cell.width - 10, sign=cell.share)
        before = cell.after if cell.level % 2 else cell.before
        self.page.text(cell.shaped, (left + before, self.y + round(size * 1.1)))

    def _underline(self, left: float, top: float, *, width: float, sign: float) -> None:
        """Repeat the sign without colour: a line pushes towards the target, dots away from it."""
        width = max(width, _MARK)
        if sign > 0:
            self.page.rectangle((left, top, width, _MARK), ground=TOWARDS_LINE)
            return
        n_dots = max(1, round(width / 10))
        for dot in range(n_dots):
            x = left + (dot + 0.5) * width / n_dots - _MARK / 2
            self.page.rectangle((x, top, _MARK, _MARK), ground=AWAY_LINE)

    def chip(self, word: WordAttribution, left: float, *, room: float = COLUMN) -> float:
        """Draw a strong word with its value, on the next line if this one is full.

        Return where the next one may begin.
        """
        style = Style(_SMALL, language=self.small.language)
        value = wording.signed(word.attribution, self.scale).replace("-", MINUS)
        number = self.shaped(value, style.bold())
        shortened = shorten(visible(word.text), _STRONGEST_WORD)
        text = self._fitted(shortened, style, width=room - number.width - 34)
        width = text.width + number.width + 34
        if left > MARGIN and left + width > WIDTH - MARGIN:
            left = float(MARGIN)
            self.y += 54
        strength = ground(share(word.attribution, self.scale))
        self.page.rectangle((left, self.y, width, 44), ground=strength, radius=22)
        self.page.text(text, (left + 13, self.y + 31))
        self.page.text(number, (left + 21 + text.width, self.y + 31))
        return left + width + 10

    def _scale_ends(self, unit: str) -> None:
        self.quiet_ground()
        if self.scale:
            low = wording.signed(-self.scale, self.scale).replace("-", MINUS)
            high = wording.signed(self.scale, self.scale)
            self.page.text(self.shaped(low, self.small), (MARGIN, self.y + 24))
            end = self._fitted(f"{high} {unit}", self.small, width=COLUMN / 2 - 20)
            self.page.text(end, (WIDTH - MARGIN - end.width, self.y + 24))
        middle = self.shaped("0", self.small)
        self.page.text(middle, ((WIDTH - middle.width) / 2, self.y + 24))
        self.y += 36

    def _scale_bar(self) -> None:
        n_steps = 2 * STEPS + 1
        width = COLUMN / n_steps
        for number in range(n_steps):
            strength = ground(number / STEPS - 1)
            self.page.rectangle((MARGIN + number * width, self.y, width, 20), ground=strength)
        half = COLUMN / 2
        clear = half * FAINT
        self._underline(MARGIN, self.y + 25, width=half - clear, sign=-1)
        self._underline(MARGIN + half + clear, self.y + 25, width=half - clear, sign=1)
        self.y += 34

    def rule(self) -> None:
        self.page.rectangle((MARGIN, self.y, COLUMN, 2), ground=RULE)
        self.y += 20

    def paragraph(self, text: str, *, on: int = PAPER) -> None:
        for row in wrapped(text, self.small, fonts=self.fonts, width=COLUMN):
            if on == QUIET:
                self.quiet_ground()
            self.page.text(row, (MARGIN, self.y + 24))
            self.y += _LEADING

    def quiet_ground(self, left: float = MARGIN, width: float = COLUMN) -> None:
        self.page.rectangle((left, self.y, width, _LEADING), ground=QUIET)

    def shaped(self, text: str, style: Style) -> Shaped:
        return shape(text, style, fonts=self.fonts)

    def _fitted(self, text: str, style: Style, *, width: float) -> Shaped:
        return fitted(text, style, fonts=self.fonts, width=width)


def _word_size(columns: int) -> int:
    """Return the size of the words' letters: the shorter the text, the larger."""
    return 34 if columns <= 80 else 30 if columns <= 400 else 26 if columns <= 1_200 else _SMALL
