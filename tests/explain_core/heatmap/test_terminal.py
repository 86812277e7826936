# ruff: noqa: RUF001 - text in many scripts is what is tested here

from __future__ import annotations

import re

import pytest
from wcwidth import width as columns

from explain_core.heatmap import to_terminal
from tests.explain_core.explanations import explanation

COLOR = re.compile(r"\x1b\[(?:0|1|38;5;16;48;5;\d{2,3})m")
MOVIE = explanation(
    "This movie is horrible. i hate it",
    {"horrible": 1.83, "hate": 0.9, "This": -0.3},
    true_label="positive",
)
TEXTS = {
    "one character": "a",
    "words": "This movie is horrible. i hate it " * 10,
    "long word": "see https://example.com/" + "path/" * 60 + " now",
    "Chinese": "这部电影真的很糟糕，我非常讨厌它。" * 5,
    "Arabic": "هذا الفيلم رهيب، أنا أكرهه.",
    "emoji": "👩\u200d👩\u200d👧 🦄 👍🏽 ❤\ufe0f 🇩🇪 " * 9,
    "lone marks": "a \u0301 \u093e \u20e3",
    "controls": "a\x1b[31mb \x1b]0;title\x07 \x9b2J \u202egnp \u200b \r\x08 \x00",
    "lines": "Dear team,\n\n\nthis is bad.\nBest",
    "6000 words": "the food was fine . " * 1200,
}


def pushing(text: str) -> list[float]:
    return [0.1 * (i % 7) - 0.3 for i in range(len(explanation(text, units=r"\S+").words))]


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("width", [20, 37, 80, 200])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_terminal_lines_are_no_wider_than_asked(text: str, width: int, *, color: bool) -> None:
    explained = explanation(text, pushing(text), units=r"\S+")

    for line in to_terminal(explained, width=width, color=color).split("\n"):
        assert columns(line) <= width


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_terminal_gets_no_control_sequence_but_colours(text: str) -> None:
    label = "bad\x1b[2J\u202e"
    explained = explanation(
        text,
        pushing(text),
        units=r"\S+",
        label=label,
        true_label="\x1b]52;c;x\x07",
        probabilities={label: 0.5, "\x9b1m": 0.5},
        score="\x1b[5m",
    )
    rest = COLOR.sub("", to_terminal(explained))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_terminal_without_colour_has_no_escape_sequence(text: str) -> None:
    explained = explanation(text, pushing(text), units=r"\S+", converged=False)

    assert "\x1b" not in to_terminal(explained, color=False)


def test_terminal_without_colour_carries_signed_values() -> None:
    assert to_terminal(MOVIE, color=False).split("\n") == [
        "negative 96%",
        "other labels: neutral 3%, positive 0.7%",
        "true label: positive, the prediction differs",
        "",
        "This[-0.30] movie is horrible[+1.83]. i hate[+0.90] it",
        "",
        "strongest: horrible +1.83, hate +0.90, This -0.30",
        "[+] pushes towards negative, [-] away from negative",
        "values in logit; words without one are close to 0",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "96%",
        "true label: positive",
        "blue: away from negative, orange: pushes towards negative",
        "strongest: horrible +1.83, hate +0.90, This -0.30",
        "+1.83 logit",
    ],
)
def test_terminal_in_colour_says_the_same(words: str) -> None:
    assert words in COLOR.sub("", to_terminal(MOVIE))


def test_terminal_colours_words_that_push_and_leaves_the_others() -> None:
    (line,) = [line for line in to_terminal(MOVIE).split("\n") if "movie" in line]

    assert COLOR.split(line) == ["", "This", " movie is ", "horrible", ". i ", "hate", " it"]


def test_terminal_ends_every_colour_on_its_line() -> None:
    for line in to_terminal(MOVIE, width=20).split("\n"):
        assert COLOR.findall(line)[-1:] in ([], ["\x1b[0m"])


@pytest.mark.parametrize("color", [True, False])
def test_terminal_says_that_an_explanation_is_not_reliable(*, color: bool) -> None:
    doubtful = explanation("fine", [1.0], doubts=["It is off."])

    assert "Not reliable: It is off." in to_terminal(doubtful, color=color)
    assert "Not reliable" not in to_terminal(MOVIE, color=color)


def test_terminal_names_the_target_that_is_explained() -> None:
    shown = to_terminal(explanation("fine", [1.0], target="positive"), color=False)

    assert "explained: positive (0.7%), not the prediction" in shown
    assert "[+] pushes towards positive" in shown


def test_terminal_keeps_the_line_breaks_of_the_text() -> None:
    shown = to_terminal(explanation(TEXTS["lines"]), color=False)

    assert "Dear team,\n\nthis is bad.\nBest\n" in shown


def test_terminal_shows_the_strongest_passages_of_a_long_text() -> None:
    values = [float(i in (500, 3_000, 5_500)) for i in range(6_000)]
    shown = to_terminal(explanation(TEXTS["6000 words"], values), color=False)

    assert "Showing the 3 strongest passages of 6,000 words." in shown
    assert len(re.findall(r"^words [\d,]+-[\d,]+:$", shown, re.MULTILINE)) == 3
    assert len(shown) < 4_000


@pytest.mark.parametrize("color", [True, False])
def test_terminal_of_words_that_do_not_push_is_neutral(*, color: bool) -> None:
    shown = to_terminal(explanation("nothing moves at all"), color=color)

    assert "nothing moves at all" in shown
    assert "No word pushes either way." in shown
