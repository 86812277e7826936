from __future__ import annotations

import pytest

from bot.messages.summary import reasons, summary
from explain_core.explanation import Trust
from explain_core.heatmap.wording import percent
from tests.bot.fakes import explanation_of

DOUBTFUL = Trust(doubts=("The sum is off by 12% <!here>.", "Random words count as much."))


def test_summary_ends_with_the_doubts() -> None:
    assert summary(explanation_of("a b", (0.0, 0.0), trust=DOUBTFUL)) == (
        "Negative 96%. Not reliable: The sum is off by 12% <!here>. Random words count as much."
    )


@pytest.mark.parametrize("probability", [0.0, 0.002, 0.5, 0.964, 0.997, 0.9997, 1.0])
def test_summary_gives_the_probability_as_its_picture_does(probability: float) -> None:
    explanation = explanation_of("", (), probability=probability)

    assert summary(explanation) == f"Negative {percent(probability)}."


def test_reasons_are_about_the_explained_label() -> None:
    explanation = explanation_of("good", (1.0,), label="positive", target="negative")

    assert reasons(explanation) == ["Towards Negative: good +1.00"]


def test_reasons_against_alone_name_the_label() -> None:
    explanation = explanation_of("good", (-1.0,))

    assert reasons(explanation) == ["Away from Negative: good \N{MINUS SIGN}1.00"]


def test_reasons_leave_out_what_hardly_counts() -> None:
    explanation = explanation_of("a b c", (2.0, 0.03, -0.03))

    assert reasons(explanation) == ["Towards Negative: a +2.00"]


def test_reasons_of_words_without_weight_are_none() -> None:
    assert reasons(explanation_of("a b", (0.0, 0.0))) == []


@pytest.mark.parametrize("word", ["x" * 40_000, "\x1b" * 40_000, "e" + "\u0301" * 40_000])
def test_reasons_shorten_endless_words(word: str) -> None:
    (line,) = reasons(explanation_of(word, (1.0,)))

    assert len(line) < 100


def test_reasons_keep_a_number_behind_a_word_from_right_to_left() -> None:
    assert reasons(explanation_of("فظيع", (1.0,))) == ["Towards Negative: فظيع\u200e +1.00"]
