# ruff: noqa: RUF001 - text in many scripts is what is tested here

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from explain_core.explanation import Explanation
from explain_core.heatmap import to_png
from explain_core.heatmap.colors import shade
from explain_core.heatmap.fonts import FontSet, packaged
from explain_core.heatmap.paint import AWAY_LINE, TOWARDS_LINE
from explain_core.heatmap.png import render
from explain_core.heatmap.sheet import WIDTH
from tests.explain_core.explanations import explanation
from tests.explain_core.heatmap.pages import (
    frame_names,
    glyphs,
    left_edges,
    opened,
    page_of,
    right_edges,
    says,
)

MOVIE = explanation(
    "This movie is horrible. i hate it", {"horrible": 1.83, "hate": 0.9, "This": -0.2}
)
GERMAN = (
    "Die Bedienung war unfreundlich und das Essen leider vollkommen ungenießbar obwohl die "
    "Einrichtung ausgesprochen geschmackvoll wirkte sodass wir letztendlich enttäuscht gingen"
).split()


def scattered(text: str, units: str = r"\S+") -> Explanation:
    """Return an explanation in which every word pushes, some way or other."""
    source = random.Random(len(text))
    n_words = len(explanation(text, units=units).words)
    return explanation(text, [source.gauss(0, 0.4) for _ in range(n_words)], units=units)


def random_words(alphabet: str, *, n_words: int, length: int) -> str:
    source = random.Random(7)
    return " ".join("".join(source.choices(alphabet, k=length)) for _ in range(n_words))


TEXTS = {
    "one character": "a",
    "one word": "fine",
    "four words": "bugs are smart animals",
    "80 words": "word " * 80,
    "500 words": " ".join(random.Random(1).choices(GERMAN, k=500)),
    "500 long words": "wonderful " * 500,
    "6000 words": "the food was fine . " * 1200,
    "40,000 characters": "x" * 40_000,
    "dense Chinese": random_words("鬱龘麤鬣鑿驫爨齉龜鸞", n_words=400, length=9),
    "emoji": random_words("🎉😂😭🦄🏆🧑🐙🌆🎠🚲", n_words=450, length=4),
    "unknown script": random_words("\U00012000\U00012001\U00012002", n_words=500, length=6),
    "noise": random_words("abcdefghijkmnopqrstuvwxyzWM@#%&8", n_words=500, length=8),
    "mixed directions": "Hello שלום 12:30 مرحبا (iPhone 12) again\nשלום hello",
    "stacked marks": ("z" + "\u0301\u0316" * 40 + " ") * 200,
    "controls": "a\x1b[31mb \u202egnp.exe\u2066 \u200b\x00 \ufeff",
    "lines": "a\n" * 300,
}


@pytest.fixture(params=TEXTS)
def anything(request: pytest.FixtureRequest) -> Explanation:
    return scattered(TEXTS[request.param])


def test_png_is_opaque_small_and_as_wide_as_slack_wants_it(anything: Explanation) -> None:
    png = to_png(anything)
    image = opened(png)

    assert len(png) < 150_000
    assert image.width == 720
    assert image.height <= 5_000
    assert "transparency" not in image.info


def test_page_holds_everything_drawn_on_it(anything: Explanation) -> None:
    page = page_of(anything)

    assert min(left_edges(page)) >= 0
    assert max(right_edges(page)) <= WIDTH
    assert max(baseline for _, _, baseline in page.texts) < page.height


def test_page_shows_no_font_s_own_box_for_what_it_lacks(anything: Explanation) -> None:
    assert all(0 not in glyphs(text) for text, _, _ in page_of(anything).texts)


def test_page_has_no_text_below_twelve_pixels_on_a_phone(anything: Explanation) -> None:
    assert all(text.size >= 24 for text, _, _ in page_of(anything).texts)


@pytest.mark.parametrize(
    "words",
    [
        "negative",
        "96%",
        "other labels: neutral 3%, positive 0.7%",
        "away from negative",
        "pushes towards negative",
        "horrible",
        "+1.83",
        "\N{MINUS SIGN}0.20",
        "+1.83 logit",
        "\N{MINUS SIGN}1.83",
    ],
)
def test_page_says(words: str) -> None:
    assert says(page_of(MOVIE), words)


def test_page_of_a_converged_explanation_raises_no_doubt() -> None:
    assert not says(page_of(MOVIE), "Not reliable")


def test_page_says_that_an_explanation_is_not_reliable() -> None:
    page = page_of(explanation("fine", [1.0], converged=False))

    assert says(page, "Not reliable: not converged")


def test_page_gives_all_doubts_however_long() -> None:
    doubts = [f"Doubt {number} takes some room." for number in "ABCDEF"]
    page = page_of(explanation("fine", [1.0], doubts=doubts))

    assert says(page, "Not reliable: Doubt A")
    assert all(says(page, number) for number in "BCEF")


def test_page_says_the_true_label() -> None:
    page = page_of(explanation("fine", [1.0], true_label="positive"))

    assert says(page, "true label: positive, the prediction differs")


def test_page_explains_a_target_that_is_not_the_prediction() -> None:
    page = page_of(explanation("fine", [1.0], label="negative", target="positive"))

    assert says(page, "explained: positive (0.7%), not the prediction")
    assert says(page, "pushes towards positive")
    assert not says(page, "pushes towards negative")


def test_page_says_that_it_shows_passages_and_which() -> None:
    page = page_of(explanation("word " * 6_210, [float(i in (0, 3_000)) for i in range(6_210)]))

    assert says(page, "strongest passages of 6,210 words.")
    assert says(page, "words 1\N{EN DASH}50")


@pytest.mark.parametrize("text", ["500 words", "500 long words"])
def test_png_of_500_words_shows_them_all(text: str) -> None:
    page = page_of(scattered(TEXTS[text]))

    assert not says(page, "Showing the")
    assert opened(to_png(scattered(TEXTS[text]))).height == page.height


@pytest.mark.parametrize("text", ["$x^2$", r"\frac{1}{2}", "<!channel>", "&amp;", "a_b"])
def test_page_shows_markup_as_typed(text: str) -> None:
    assert says(page_of(explanation(text, [1.0], units=r"\S+")), text)


def test_page_names_what_no_font_draws() -> None:
    assert "U+12000" in frame_names(page_of(explanation("\U00012000 ok", units=r"\S+")))


def test_png_is_drawn_without_the_chinese_font() -> None:
    fonts = FontSet([file for file in packaged().files if file.suffix != ".ttc"])
    chinese = explanation("世界 ok", [1.0])

    assert render(chinese, fonts=fonts) != render(chinese)


def test_page_tells_the_sign_without_colour() -> None:
    def marks(attribution: float) -> tuple[int, int]:
        grounds = [
            ground for _, ground, _ in page_of(explanation("fine", [attribution])).rectangles
        ]
        return grounds.count(TOWARDS_LINE), grounds.count(AWAY_LINE)

    (line, dots), (fewer_lines, more_dots) = marks(0.4), marks(-0.4)
    assert line > fewer_lines
    assert dots < more_dots


def test_png_colours_the_strongest_word_with_the_ends_of_the_scale() -> None:
    colors = opened(to_png(explanation("good bad", [1.0, -1.0]))).convert("RGB").getcolors(1 << 16)
    assert colors is not None
    areas = {color: area for area, color in colors}

    assert areas[shade(1.0)] > 5_000  # pixels: a word and its value, not only the legend
    assert areas[shade(-1.0)] > 5_000


def test_png_of_words_that_do_not_push_is_neutral() -> None:
    page = page_of(explanation("nothing moves at all"))

    assert says(page, "No word pushes either way.")
    assert not says(page, "logit")
    assert opened(to_png(explanation("nothing moves at all"))).width == WIDTH


def test_png_of_any_label_keeps_its_place() -> None:
    label = "LABEL_" + "very_long_" * 30 + "\x1b[2J\u202e"
    page = page_of(
        explanation("fine", [1.0], label=label, probabilities={label: 0.5, "b" * 90: 0.5})
    )

    assert max(right_edges(page)) <= WIDTH


def test_png_is_the_same_in_threads_as_one_by_one() -> None:
    names = ("one word", "four words", "80 words", "mixed directions", "controls")
    explained = [scattered(TEXTS[name]) for name in names] * 6
    alone = [to_png(one) for one in explained]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(to_png, explained)) == alone


def test_fresh_fonts_opened_by_many_threads_draw_the_same() -> None:
    explained = scattered("Hello мир שלום दुनिया 世界 สวัสดี مرحبا 🦄")
    expected = to_png(explained)
    for _ in range(5):
        fonts = FontSet(packaged().files)
        with ThreadPoolExecutor(8) as pool:
            drawn = [pool.submit(render, explained, fonts=fonts) for _ in range(8)]
            assert {one.result() for one in drawn} == {expected}
