"""The chart of the weekly digest, as a PNG: what was flagged and decided, day by day.

It is set like the heatmap, with the same fonts and colours, so that words in any script can be
read and nothing in them is taken for a formula. It is made for a phone, where Slack shows it 360
pixels wide. What a bar stands for is written beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bot.messages.dates import lasted
from bot.moderation.overtime.digest import Day, Digest
from explain_core.heatmap.fonts import MEDIUM, FontSet, packaged
from explain_core.heatmap.paint import AWAY_LINE, PAPER, QUIET, RULE, TOWARDS_LINE, Page, ground
from explain_core.heatmap.shaping import Shaped, Style, han_language, shape
from explain_core.heatmap.sheet import COLUMN, MARGIN, WIDTH
from explain_core.heatmap.typeset import fitted, wrapped
from explain_core.heatmap.visible import shorten, visible

AGREED, OVERRULED, NEW = ground(0.75), ground(-0.75), RULE

_SMALL = Style(24)
_LARGE = Style(44)
_HEADING = Style(28, weight=MEDIUM)
_LEADING = 34
_BAR = 26
_MARK = 4
_NUMBER_SHARES = (0.29, 0.29, 0.42)  # the last one is a time, such as "42 seconds"
_DAY_ROOM = 104  # for "Wed 18"
_MOST_DAYS = 14
_MOST_WORDS = 5
_WORD_LENGTH = 24
_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A day, or a week where there are too many days."""

    name: str
    opened: int
    agreed: int
    overruled: int


def chart(digest: Digest, *, fonts: FontSet | None = None) -> bytes:
    """Return the chart: 720 pixels wide, opaque, as high as it has to be."""
    drawn = _Chart(fonts or packaged())
    drawn.title(_period(digest))
    if digest.is_empty:
        drawn.paragraph("A quiet week: nothing was flagged, and nothing waits.")
    else:
        drawn.numbers(_numbers(digest))
        by_week = len(digest.days) > _MOST_DAYS
        drawn.heading("Week by week" if by_week else "Day by day")
        drawn.rows(list(_weeks(digest.days) if by_week else _days(digest.days)))
        drawn.words(digest.words[:_MOST_WORDS])
    return drawn.png()


class _Chart:
    """A page that fills from the top; `y` is where the next thing goes."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._page = Page(WIDTH)
        self._y = float(MARGIN)

    def png(self) -> bytes:
        self._page.height = round(self._y) + MARGIN
        return self._page.png()

    def title(self, period: str) -> None:
        self._put("Moderation", _LARGE.bold(), left=MARGIN, down=38)
        self._y += 54
        self.paragraph(period, on=QUIET)
        self._y += 14

    def paragraph(self, text: str, *, on: int = PAPER) -> None:
        for row in wrapped(text, _SMALL, fonts=self._fonts, width=COLUMN):
            self._page.rectangle((MARGIN, self._y, COLUMN, _LEADING), ground=on)
            self._page.text(row, (MARGIN, self._y + 24))
            self._y += _LEADING

    def numbers(self, numbers: Sequence[tuple[str, str]]) -> None:
        """Draw a few large numbers beside one another, with what they are below."""
        left = float(MARGIN)
        for share, (number, what) in zip(_NUMBER_SHARES, numbers, strict=True):
            width = share * COLUMN
            self._put(number, _LARGE, left=left, down=40, width=width - 12)
            self._page.rectangle((left, self._y + 50, width, _LEADING), ground=QUIET)
            self._put(what, _SMALL, left=left, down=74, width=width - 12)
            left += width
        self._y += 104

    def rows(self, rows: Sequence[_Row]) -> None:
        """Draw two bars for each row: what came in, and what was decided."""
        most = max((max(row.opened, row.agreed + row.overruled) for row in rows), default=0)
        room = COLUMN - _DAY_ROOM - self._widest(rows) - 16
        scale = room / most if most else 0.0
        for row in rows:
            self._put(row.name, _SMALL, left=MARGIN, down=24, width=_DAY_ROOM - 8)
            self._line([(row.opened, NEW)], _came_in(row), scale)
            if row.agreed or row.overruled:
                self._line([(row.agreed, AGREED), (row.overruled, OVERRULED)], _judged(row), scale)
            self._y += 12

    def words(self, words: Sequence[tuple[str, int]]) -> None:
        """Draw the words that were behind overruled flags, each with a bar."""
        if not words:
            return
        self._y += 8
        self.heading("Words behind overruled flags")
        most = max(number for _, number in words)
        shaped = [self._word(word) for word, _ in words]
        left = MARGIN + max(word.width for word in shaped) + 20
        for word, (_, number) in zip(shaped, words, strict=True):
            self._page.text(word, (MARGIN, self._y + 24))
            count = self._shaped(f"{number:,}", _SMALL)
            width = max(_MARK, (WIDTH - MARGIN - left - count.width - 12) * number / most)
            self._bar(left, width, OVERRULED)
            self._page.text(count, (left + width + 12, self._y + 24))
            self._y += 46

    def heading(self, text: str) -> None:
        self._page.rectangle((MARGIN, self._y, COLUMN, 2), ground=RULE)
        self._y += 18
        self._put(text, _HEADING, left=MARGIN, down=28)
        self._y += 50

    def _line(self, bars: Sequence[tuple[int, int]], told: str, scale: float) -> None:
        """Draw bars end to end, and what they are after them."""
        left = float(MARGIN + _DAY_ROOM)
        for number, color in bars:
            if number:
                width = max(_MARK, number * scale)
                self._bar(left, width, color)
                left += width + 3
        nothing = not any(number for number, _ in bars)
        self._page.rectangle(
            (left, self._y, WIDTH - MARGIN - left, _LEADING), ground=QUIET if nothing else PAPER
        )
        after = left if nothing else left + 10
        self._page.text(self._shaped(told, _SMALL), (after, self._y + 24))
        self._y += _LEADING

    def _bar(self, left: float, width: float, color: int) -> None:
        """Draw a bar; as in the heatmap a line marks one colour and dots the other one."""
        self._page.rectangle((left, self._y + 2, width, _BAR), ground=color, radius=4)
        foot = self._y + 2 + _BAR - _MARK
        if color == AGREED:
            self._page.rectangle((left, foot, width, _MARK), ground=TOWARDS_LINE)
        elif color == OVERRULED:
            for dot in range(max(1, round(width / 10))):
                x = left + dot * 10
                self._page.rectangle((x, foot, _MARK, _MARK), ground=AWAY_LINE)

    def _widest(self, rows: Sequence[_Row]) -> float:
        told = [text for row in rows for text in (_came_in(row), _judged(row))]
        return max((self._shaped(text, _SMALL).width for text in told if text), default=0.0)

    def _word(self, word: str) -> Shaped:
        text = shorten(visible(word), _WORD_LENGTH) or "?"
        style = Style(_SMALL.size, language=han_language(text))
        return fitted(text, style, fonts=self._fonts, width=COLUMN / 2)

    def _put(
        self, text: str, style: Style, *, left: float, down: float, width: float = COLUMN
    ) -> None:
        shaped = fitted(text, style, fonts=self._fonts, width=width)
        self._page.text(shaped, (left, self._y + down))

    def _shaped(self, text: str, style: Style) -> Shaped:
        return shape(text, style, fonts=self._fonts)


def _numbers(digest: Digest) -> list[tuple[str, str]]:
    agreement = "-" if digest.agreement is None else f"{digest.agreement:.0%}"
    response = "-" if digest.response is None else lasted(digest.response)
    return [
        (f"{digest.opened:,}", "flagged"),
        (agreement.replace("-", _DASH), "agreed with"),
        (response.replace("-", _DASH), "median, to a verdict"),
    ]


def _came_in(row: _Row) -> str:
    return f"{row.opened:,} flagged" if row.opened else "nothing flagged"


def _judged(row: _Row) -> str:
    parts = ((row.agreed, "agreed"), (row.overruled, "overruled"))
    return ", ".join(f"{number:,} {what}" for number, what in parts if number)


def _days(days: Sequence[Day]) -> Iterator[_Row]:
    for day in days:
        name = f"{day.day:%a} {day.day.day}"
        yield _Row(name, day.opened, day.agreed, day.overruled)


def _weeks(days: Sequence[Day]) -> Iterator[_Row]:
    """Yield the days summed up by the week, each named after its Monday."""
    for monday, of_week in groupby(days, key=lambda day: day.day - timedelta(day.day.weekday())):
        week = list(of_week)
        yield _Row(
            f"{monday:%b} {monday.day}",
            sum(day.opened for day in week),
            sum(day.agreed for day in week),
            sum(day.overruled for day in week),
        )


def _period(digest: Digest) -> str:
    if not digest.days:
        return f"{_written(digest.start.date())} {_DASH} {_written(digest.end.date())}"
    first, last = digest.days[0].day, digest.days[-1].day
    return f"{_written(first)} {_DASH} {_written(last)}"


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
