from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages.edit import edit
from bot.messages.message import Message
from tests.bot.fakes import edit_of, explanation_of

NOTHING = {"words": (), "kind": "", "new_label": None, "after": None, "edited_text": None}


def told(language: str = "en", **changes: Any) -> Message:
    return edit(explanation_of(), replace(edit_of(), **changes), language=language)


def sentence(**changes: Any) -> str:
    text: str = told(**changes).blocks[1]["text"]["text"]
    return text


def test_edit_says_what_the_model_would_say() -> None:
    assert sentence() == ("Without “horrible”, the model would say Positive: 91% instead of 0.6%.")


def test_edit_says_that_words_are_hidden() -> None:
    assert sentence(kind="mask").startswith("With “horrible” hidden, the model would say")


def test_edit_lists_several_words() -> None:
    assert sentence(words=edit_of().words * 3).startswith(
        "Without “horrible”, “horrible” and “horrible”,"
    )


def test_edit_says_if_fewer_words_may_do() -> None:
    assert sentence(exhaustive=False).endswith("Fewer words may do; not all were tried.")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [(0.9, 0.1, "Toxic would no longer be given"), (0.1, 0.9, "Toxic would be given")],
)
def test_edit_of_a_multi_label_model_speaks_of_its_label(
    before: float, after: float, outcome: str
) -> None:
    changed = {"new_label": "toxic", "multi_label": True, "before": before, "after": after}

    assert outcome in sentence(**changed)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "No change of up to 3 words makes the model say something else."),
        (
            {"exhaustive": False, "n_tried": 1_234, "n_possible": 5_678},
            "No change of up to 3 words was found that makes the model say something else; "
            "1,234 of 5,678 were tried.",
        ),
        ({"n_possible": 0}, "Nothing can be left out: the text has only one word."),
    ],
)
def test_edit_says_that_nothing_was_found(changes: dict[str, Any], told: str) -> None:
    assert sentence(**NOTHING, **changes) == told


def test_edit_shows_the_text_as_it_would_read() -> None:
    assert "It would then read “This movie is”" in told().text
    assert told().blocks[2]["elements"][1]["text"] == "“This movie is”"


@pytest.mark.parametrize("edited", [None, "", "  "])
def test_edit_shows_no_text_that_would_be_empty(edited: str | None) -> None:
    message = told(edited_text=edited)

    assert "then read" not in f"{message.text} {message.blocks}"


def test_edit_quotes_the_text_it_is_about() -> None:
    assert told().text.endswith("About “This movie is horrible”")


def test_edit_keeps_words_from_people_as_they_are() -> None:
    found = edit_of("This is *bad*<!here>")
    message = edit(explanation_of("This is *bad*<!here>"), found)

    assert message.blocks[1]["text"]["type"] == "plain_text"
    assert "“*bad*&lt;!here&gt;”" in message.blocks[1]["text"]["text"]


def test_edit_speaks_the_language_of_the_labels() -> None:
    assert "Positif: 91%" in told("fr").text
