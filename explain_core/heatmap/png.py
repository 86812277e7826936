"""The picture: what is where, and how large.

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
from explain_core.heatmap.fonts import MEDIUM, FontSet, packaged
from explain_core.heatmap.paint import (
    AWAY_LINE,
    MAX_BYTES,
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

WIDTH = 720
MARGIN = 32
COLUMN = WIDTH - 2 * MARGIN

_MINUS = "\N{MINUS SIGN}"
_DASH = "\N{EN DASH}"

_MAX_HEIGHT = 5_000
_TITLE = 46
_SMALL = 24
_LEADING = 34  # from one line of small text to the next
_MARK = 4  # thickness of the lines and dots that repeat the sign
_STRONGEST_WORD = 20  # graphemes shown of a strong word beside its value


def render(explanation: Explanation, *, fonts: FontSet | None = None) -> bytes:
    """Return the picture as PNG, of the whole text unless that makes it too high or too heavy."""
    fonts = fonts or packaged()
    *larger, smallest = passages.candidates(explanation)
    for shown in larger:
        page = layout(explanation, shown, fonts=fonts)
        if page.height <= _MAX_HEIGHT:
            picture = page.png()
            if len(picture) < MAX_BYTES:
                return picture
    return layout(explanation, smallest, fonts=fonts).png()


def layout(explanation: Explanation, shown: Sequence[range], *, fonts: FontSet) -> Page:
    """Return the picture of these passages before it is drawn."""
    sheet = _Sheet(explanation, fonts)
    sheet.title()
    sheet.notes()
    sheet.warning()
    sheet.words(shown)
    sheet.strongest()
    sheet.legend()
    sheet.page.height = round(sheet.y) + MARGIN
    return sheet.page


class _Sheet:
    """A page that fills from the top; `y` is where the next thing goes."""

    def __init__(self, explanation: Explanation, fonts: FontSet) -> None:
        self.explanation = explanation
        self.fonts = fonts
        self.page = Page(WIDTH)
        self.y = float(MARGIN)
        self.small = Style(_SMALL, language=han_language(explanation.text))
        self.scale = strongest_size(explanation.words)

    def title(self) -> None:
        style = Style(_TITLE, language=self.small.language)
        number = self._shape(wording.percent(self.explanation.probability), style)
        room = COLUMN - number.width - 18
        label = self._fitted(visible(self.explanation.label), style.bold(), width=room)
        baseline = self.y + 38
        self.page.text(label, (MARGIN, baseline))
        self.page.text(number, (MARGIN + label.width + 18, baseline))
        self.y += 62

    def notes(self) -> None:
        self._paragraph(wording.other_labels(self.explanation), on=QUIET)
        self._paragraph(wording.true_label(self.explanation))
        self._paragraph(wording.explained_target(self.explanation))
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
        self._paragraph(note, on=QUIET)
        words = self.explanation.words
        room = sum(passages.columns(words[i]) for passage in shown for i in passage)
        style = Style(_word_size(room), language=self.small.language)
        for passage in shown:
            if note:
                self.y += 8
                self._paragraph(wording.passage(passage).replace("-", _DASH), on=QUIET)
            self._passage(passage, style)
        self.y += 8

    def strongest(self) -> None:
        self._rule()
        strongest = wording.strongest(self.explanation)
        if not strongest:
            self._paragraph(wording.NOTHING_PUSHES, on=QUIET)
            self.y += 12
            return
        left = float(MARGIN)
        for word in strongest:
            left = self._chip(word, left)
        self.y += 64

    def legend(self) -> None:
        self._rule()
        self._scale_ends()
        self._scale_bar()
        style = self.small
        away = self._fitted(wording.away(self.explanation), style, width=COLUMN)
        towards = self._fitted(wording.towards(self.explanation), style, width=COLUMN)
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
        flowed = lines(self.explanation, passage, style=style, fonts=self.fonts, width=width)
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

    def _chip(self, word: WordAttribution, left: float) -> float:
        """Draw a strong word with its value, on the next line if this one is full."""
        style = Style(_SMALL, language=self.small.language)
        value = wording.signed(word.attribution, self.scale).replace("-", _MINUS)
        number = self._shape(value, style.bold())
        shortened = shorten(visible(word.text), _STRONGEST_WORD)
        text = self._fitted(shortened, style, width=COLUMN - number.width - 34)
        width = text.width + number.width + 34
        if left > MARGIN and left + width > WIDTH - MARGIN:
            left = float(MARGIN)
            self.y += 54
        strength = ground(share(word.attribution, self.scale))
        self.page.rectangle((left, self.y, width, 44), ground=strength, radius=22)
        self.page.text(text, (left + 13, self.y + 31))
        self.page.text(number, (left + 21 + text.width, self.y + 31))
        return left + width + 10

    def _scale_ends(self) -> None:
        self._quiet_ground()
        if self.scale:
            low = wording.signed(-self.scale, self.scale).replace("-", _MINUS)
            high = wording.signed(self.scale, self.scale)
            self.page.text(self._shape(low, self.small), (MARGIN, self.y + 24))
            text = f"{high} {wording.unit(self.explanation)}"
            end = self._fitted(text, self.small, width=COLUMN / 2 - 20)
            self.page.text(end, (WIDTH - MARGIN - end.width, self.y + 24))
        middle = self._shape("0", self.small)
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

    def _rule(self) -> None:
        self.page.rectangle((MARGIN, self.y, COLUMN, 2), ground=RULE)
        self.y += 20

    def _paragraph(self, text: str, *, on: int = PAPER) -> None:
        for row in wrapped(text, self.small, fonts=self.fonts, width=COLUMN):
            if on == QUIET:
                self._quiet_ground()
            self.page.text(row, (MARGIN, self.y + 24))
            self.y += _LEADING

    def _quiet_ground(self) -> None:
        self.page.rectangle((MARGIN, self.y, COLUMN, _LEADING), ground=QUIET)

    def _shape(self, text: str, style: Style) -> Shaped:
        return shape(text, style, fonts=self.fonts)

    def _fitted(self, text: str, style: Style, *, width: float) -> Shaped:
        return fitted(text, style, fonts=self.fonts, width=width)


def _word_size(columns: int) -> int:
    """Return the size of the words' letters: the shorter the text, the larger."""
    return 34 if columns <= 80 else 30 if columns <= 400 else 26 if columns <= 1_200 else _SMALL
