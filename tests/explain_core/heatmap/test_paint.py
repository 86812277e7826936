from __future__ import annotations

import pytest
from PIL import ImageChops

from explain_core.heatmap.colors import INK, NEUTRAL, shade
from explain_core.heatmap.paint import MUTED, PAPER, QUIET, Page, ground
from tests.explain_core.heatmap.pages import opened, shaped


def drawn_box(page: Page) -> tuple[int, int, int, int] | None:
    """Return where the page is not blank: left, top, right, bottom."""
    page.height = 100
    return ImageChops.invert(opened(page.png()).convert("RGB")).getbbox()


def colors_of(page: Page) -> set[object]:
    page.height = 100
    counted = opened(page.png()).convert("RGB").getcolors()
    return {color for _, color in counted or []}


@pytest.mark.parametrize("text", ["Horrible", "مرحبا", "世界", "\U00012000"])
def test_page_draws_text_where_it_was_put(text: str) -> None:
    page, ink = Page(400), shaped(text)
    page.text(ink, (50, 60))
    box = drawn_box(page)

    assert box is not None
    left, top, right, bottom = box
    assert 48 <= left <= 56
    assert 46 + ink.width - 6 <= right <= 52 + ink.width
    assert 25 <= top < 60 <= bottom + 1 <= 75


def test_page_cuts_off_what_lies_outside() -> None:
    page = Page(400)
    page.text(shaped("w" * 100), (390, 60))
    page.text(shaped("w"), (20, 900))
    box = drawn_box(page)

    assert box is not None
    assert box[0] >= 390


def test_page_fills_a_rectangle_with_the_shade_of_a_share() -> None:
    page = Page(400)
    page.rectangle((10, 20, 100, 50), ground=ground(1.0))

    assert drawn_box(page) == (10, 20, 110, 70)
    assert colors_of(page) == {NEUTRAL, shade(1.0)}


def test_page_rounds_corners_in_shades_of_the_same_colour() -> None:
    page = Page(400)
    page.rectangle((10, 20, 100, 50), ground=ground(-1.0), radius=12)
    steps = {shade(-i / 12) for i in range(13)}

    assert drawn_box(page) == (10, 20, 110, 70)
    assert {NEUTRAL, shade(-1.0)} < colors_of(page) <= steps


@pytest.mark.parametrize(("on", "ink"), [(PAPER, INK), (QUIET, MUTED)])
def test_page_writes_in_the_ink_of_the_ground(on: int, ink: tuple[int, int, int]) -> None:
    page = Page(400)
    page.rectangle((0, 0, 400, 100), ground=on)
    page.text(shaped("||||"), (50, 60))

    assert ink in colors_of(page)
    assert ({INK, MUTED} - {ink}).isdisjoint(colors_of(page))
