"""What a step of a workflow gives to the steps after it."""

from __future__ import annotations

from bot.answering.outputs import outputs_of
from bot.markup import WORD_LIMIT
from tests.bot.fakes import explanation_of


def test_outputs_are_label_probability_words_and_picture() -> None:
    assert outputs_of(explanation_of(), picture="F01") == {
        "label": "negative",
        "probability": "0.964",
        "words": "horrible, This",
        "image": "F01",
    }


def test_outputs_without_a_picture_say_so_with_nothing() -> None:
    assert outputs_of(explanation_of(), picture=None)["image"] == ""


def test_outputs_cut_the_end_of_long_words() -> None:
    given = outputs_of(explanation_of("x" * 40_000, (1.0,)), picture=None)

    assert len(given["words"]) == WORD_LIMIT
