from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.messages.review import chart as module
from bot.messages.review.chart import chart
from bot.moderation.overtime.digest import Day, Digest
from explain_core.heatmap.colors import AWAY_MARK, TOWARDS_MARK
from explain_core.heatmap.fonts import FontSet
from explain_core.heatmap.paint import MAX_BYTES
from explain_core.heatmap.shaping import Shaped, Style, shape
from tests.bot.messages.cases import TEXTS
from tests.bot.messages.review.cases import digest_of


def opened(digest: Digest) -> Image.Image:
    picture: Image.Image = Image.open(BytesIO(chart(digest)))
    picture.load()
    return picture


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is written on a chart while the test runs."""
    found: list[str] = []

    def listening(text: str, style: Style, *, fonts: FontSet) -> Shaped:
        found.append(text)
        return shape(text, style, fonts=fonts)

    monkeypatch.setattr(module, "shape", listening)
    return found


@pytest.mark.parametrize(
    "digest",
    [
        digest_of(),
        digest_of(flagged=0),
        digest_of(flagged=0, waiting=3),
        digest_of(flagged=500),
        digest_of(flagged=10**9),
        digest_of(1, flagged=1),
        digest_of(35),
        digest_of(0),
        digest_of(response=timedelta(seconds=119)),
        digest_of(words=[("$x^2$ \\frac{a}{b} <b>", 3)]),
    ],
)
def test_chart_is_a_picture_for_a_phone(digest: Digest) -> None:
    picture = opened(digest)

    assert picture.format == "PNG"
    assert picture.width == 720
    assert 150 < picture.height < 2000
    assert len(chart(digest)) < MAX_BYTES


@pytest.mark.parametrize("word", TEXTS.values(), ids=TEXTS)
def test_chart_draws_any_word(word: str) -> None:
    assert opened(digest_of(words=[(word, 3), (word, 1)])).width == 720


def test_chart_is_the_same_for_the_same_numbers() -> None:
    assert chart(digest_of()) == chart(digest_of())


def test_chart_writes_beside_each_bar_what_it_is(written: list[str]) -> None:
    chart(digest_of())

    assert {"4 flagged", "2 agreed, 1 overruled", "7", "3"} <= set(written)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, "4 flagged"), ({"flagged": 0, "waiting": 1}, "nothing flagged")],
)
def test_chart_says_what_came_in(changes: dict[str, Any], told: str, written: list[str]) -> None:
    chart(digest_of(**changes))

    assert told in written


def test_chart_of_many_days_sums_up_weeks(written: list[str]) -> None:
    chart(digest_of(35))

    assert "28 flagged" in written
    assert "4 flagged" not in written


@pytest.mark.parametrize(("agreed", "overruled"), [(0, 0), (3, 0), (0, 3), (3, 3)])
def test_chart_marks_bars_apart(agreed: int, overruled: int) -> None:
    day = Day(day=date(2026, 3, 2), opened=6, agreed=agreed, overruled=overruled)
    colors = opened(digest_of(days=[day], words=[])).convert("RGB").getcolors(10**6) or []
    used = {color for _, color in colors}

    assert (TOWARDS_MARK in used) == bool(agreed)
    assert (AWAY_MARK in used) == bool(overruled)
