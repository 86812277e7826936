from __future__ import annotations

import random

import pytest
from bidi import get_display

from explain_core.heatmap import bidi

# Letters, marks, digits and separators of every type that the rules tell apart.
CHARACTERS = "abcXY אבגד مرحبا ٣٤ 0123 .,:+-%$€ !?\"';/ \u0301\u064e中"


@pytest.mark.parametrize("base", [0, 1])
@pytest.mark.parametrize("seed", range(20))
def test_visual_order_is_that_of_the_reference_implementation(seed: int, base: int) -> None:
    source = random.Random(seed)
    for _ in range(50):
        text = "".join(source.choices(CHARACTERS, k=source.randint(1, 16)))
        order = bidi.visual_order(bidi.levels(text, base))

        assert "".join(text[i] for i in order) == get_display(text, base_dir="LR"[base])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("12.", 0), ("hello", 0), ("... שלום", 1), ("12 مرحبا", 1), ("a שלום", 0)],
)
def test_base_level_is_that_of_the_first_strong_character(text: str, expected: int) -> None:
    assert bidi.base_level(text) == expected


def test_visual_order_of_nothing_is_nothing() -> None:
    assert bidi.visual_order([]) == []
