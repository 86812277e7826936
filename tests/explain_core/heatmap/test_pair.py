from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from explain_core.comparison import Comparison, compare
from explain_core.explanation import Explanation
from explain_core.heatmap.colors import css, shade
from explain_core.heatmap.fonts import packaged
from explain_core.heatmap.paint import MAX_BYTES, Page, ground
from explain_core.heatmap.pair_png import candidates, layout
from explain_core.heatmap.sheet import MARGIN, MAX_HEIGHT, WIDTH
from tests.explain_core.explanations import explanation
from tests.explain_core.heatmap.pages import left_edges, right_edges, says

LEFT = explanation("This is horrible", {"horrible": 2.0, "This": -0.2})
RIGHT = explanation(
    "This is not fine", {"not": 1.0, "fine": -1.0}, label="positive", target="negative"
)
PAIR = compare(LEFT, RIGHT)
MODELS = compare(LEFT, replace(LEFT, model="<b>other</b>"))
SAME = compare(LEFT, LEFT)
ATTACK = "<script>alert(1)</script>"


def page_of(comparison: Comparison) -> Page:
    return layout(comparison, candidates(comparison)[0], fonts=packaged())


@pytest.mark.parametrize(
    "words",
    [
        "A: first text",
        "B: second text",
        "negative",
        "positive",
        "What differs most, B minus A:",
        "no word",
        "+2.00 logit",
        "pushes towards negative",
    ],
)
def test_pair_says_the_same_everywhere(words: str) -> None:
    assert says(page_of(PAIR), words)
    assert words in PAIR.html()
    assert words in PAIR.terminal(width=200).replace("\x1b[0m", "").replace("\x1b[1m", "")


def test_pair_has_one_scale_for_both_sides() -> None:
    grounds = [drawn for _, drawn, _ in page_of(PAIR).rectangles]

    # "not" pushes half as hard as "horrible", in the other text.
    assert ground(1.0) in grounds
    assert grounds.count(ground(0.5)) >= 2
    assert css(shade(0.5)) in PAIR.html()
    assert "not[+1.00]" in PAIR.terminal(color=False)


@pytest.mark.parametrize("comparison", [PAIR, MODELS, SAME])
def test_pair_draws_a_picture_within_its_margins(comparison: Comparison) -> None:
    page = page_of(comparison)

    assert min(left_edges(page)) >= MARGIN - 10
    assert max(right_edges(page)) <= WIDTH - MARGIN + 10


def test_pair_gives_values_and_difference_of_what_differs() -> None:
    assert "-1.00  (no word) -> fine -1.00" in PAIR.terminal(color=False)
    assert "-3.00  horrible +2.00 -> fine -1.00" in compare(
        explanation("This is horrible", {"horrible": 2.0}),
        explanation("This is fine", {"fine": -1.0}),
    ).terminal(color=False)


@pytest.mark.parametrize("color", [True, False])
def test_pair_of_the_same_says_that_nothing_differs(*, color: bool) -> None:
    words = "Every word does the same in A and B."

    assert words in SAME.terminal(color=color)
    assert words in SAME.html()
    assert says(page_of(SAME), words)


def test_pair_of_two_models_names_them_and_the_unit() -> None:
    words = ["by <b>other</b>", "share of the L2 norm", "Scores of two models have no unit"]

    assert all(text in MODELS.terminal(width=200, color=False) for text in words)
    assert all(says(page_of(MODELS), text) for text in words)
    assert "by &lt;b&gt;other&lt;/b&gt;" in MODELS.html()
    assert "<b>other" not in MODELS.html()


def test_pair_of_two_targets_says_that_each_side_has_its_own() -> None:
    comparison = compare(LEFT, replace(LEFT, target="positive"))
    words = ["A: explaining negative", "B: explaining positive", "away from its label"]

    assert all(text in comparison.terminal(width=200, color=False) for text in words)
    assert all(text in comparison.html() for text in words)
    assert all(says(page_of(comparison), text) for text in words)


@pytest.mark.parametrize("doubtful", [0, 1])
def test_pair_marks_a_side_that_is_not_reliable(doubtful: int) -> None:
    doubted = explanation("This is fine", {"fine": -1.0}, doubts=["It is off."])
    sides = [LEFT, LEFT]
    sides[doubtful] = doubted
    comparison = compare(*sides)

    assert comparison.terminal(color=False).count("Not reliable: It is off.") == 1
    assert f"{'AB'[doubtful]}: Not reliable: It is off." in comparison.html()
    assert says(page_of(comparison), "Not reliable: It is off.")


def test_pair_gives_everything_typed_as_text() -> None:
    comparison = compare(explanation(ATTACK, {"script": 1.0}), explanation(f"\x1b[2J {ATTACK}"))

    assert "<script" not in comparison.html()
    assert "\x1b" not in comparison.terminal(color=False)


def longer(text: str, n_words: int) -> Explanation:
    words = (text.split() * n_words)[:n_words]
    return explanation(" ".join(words), [0.1 * (k % 7) for k in range(n_words)], units=r"\S+")


@pytest.mark.parametrize(("n_left", "n_right"), [(1, 1), (450, 450), (3000, 2), (2, 2500)])
def test_pair_stays_small_however_long_the_texts_are(n_left: int, n_right: int) -> None:
    picture = compare(longer("so it was", n_left), longer("well it is", n_right)).png()
    image = Image.open(BytesIO(picture))

    assert image.width == WIDTH
    assert image.height <= MAX_HEIGHT
    assert len(picture) < MAX_BYTES


@pytest.mark.parametrize("width", [1, 40, 80])
def test_pair_keeps_the_width_of_the_terminal(width: int) -> None:
    lines = PAIR.terminal(width=width, color=False).split("\n")

    assert max(map(len, lines)) <= max(width, 20)
