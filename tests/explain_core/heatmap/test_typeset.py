from __future__ import annotations

import pytest

from explain_core.heatmap.fonts import packaged
from explain_core.heatmap.shaping import Style
from explain_core.heatmap.typeset import fitted, wrapped
from tests.explain_core.heatmap.pages import glyphs, shaped

STYLE = Style(30)


@pytest.mark.parametrize("text", ["negative", "w" * 500, "世界" * 100, "👩\u200d👩\u200d👧" * 50])
@pytest.mark.parametrize("width", [60, 300])
def test_fitted_text_is_never_wider(text: str, width: int) -> None:
    assert fitted(text, STYLE, fonts=packaged(), width=width).width <= width


def test_fitted_text_shows_that_something_is_missing() -> None:
    shortened = fitted("w" * 500, STYLE, fonts=packaged(), width=300)

    assert glyphs(shortened)[-1:] == glyphs(shaped("…"))


def test_fitted_text_is_left_alone_where_it_fits() -> None:
    assert fitted("hate", STYLE, fonts=packaged(), width=300) == shaped("hate")


def test_wrapped_text_keeps_every_word() -> None:
    lines = wrapped("one two three seven ten", STYLE, fonts=packaged(), width=150)

    assert len(lines) > 1
    assert all(line.width <= 150 for line in lines)
    assert sum(len(glyphs(line)) for line in lines) == 23 - (len(lines) - 1)


def test_wrapped_nothing_is_no_line() -> None:
    assert wrapped("", STYLE, fonts=packaged(), width=150) == []
