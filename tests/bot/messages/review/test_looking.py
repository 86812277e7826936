from __future__ import annotations

from typing import Any

import pytest

from bot.messages.review.looking import (
    Nearby,
    context_window,
    details_window,
    shown_window,
    whole,
)
from bot.messages.spoken import in_words
from tests.bot.messages.cases import TEXTS
from tests.bot.messages.review.cases import LINK, case_of, toxic

Json = dict[str, Any]


def pieces(text: str) -> list[str]:
    return [block["text"]["text"] for block in whole(text) if block["type"] == "section"]


@pytest.mark.parametrize("text", ["a", "one\n\ntwo", "x" * 3000, "word " * 5000, "y" * 20_000])
def test_whole_leaves_nothing_out(text: str) -> None:
    shown = "".join(pieces(text))

    assert shown.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


def test_whole_leaves_nothing_out_where_escaping_makes_it_longer() -> None:
    assert "".join(pieces("<&>" * 3000)) == "&lt;&amp;&gt;" * 3000


def test_whole_cuts_between_words() -> None:
    assert all(piece.endswith("word") for piece in pieces("word " * 5000))


def test_whole_keeps_lines() -> None:
    assert pieces("one\ntwo") == ["one\ntwo"]


def test_whole_says_where_it_ends() -> None:
    assert "The rest is in the message itself." in str(whole("&" * 200_000))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_shown_shows_the_text(text: str) -> None:
    assert len(pieces(text)) >= 1
    assert "Heatmap of the words." in str(shown_window(case_of(text), explanation=toxic(text)))


def test_shown_shows_what_the_author_wrote_since() -> None:
    case = case_of(appeal="*sorry* <b>", original="edited", edited_text="You are nice")
    told = in_words(shown_window(case)["blocks"])

    assert "It now reads: “You are nice”" in told
    assert "*What the author says to it*\n*sorry* &lt;b&gt;" in told


def test_shown_says_that_the_text_is_not_kept() -> None:
    view = shown_window(case_of("", has_text=False), explanation=toxic("secret"))

    assert "The text is no longer kept." in str(view)
    assert "secret" not in str(view)


def test_context_has_the_messages_in_their_order() -> None:
    nearby = [
        Nearby(author="U1", text="*before* <!here>", ts="1772368100.000100"),
        Nearby(author="U2", text="it", ts="1772368200.000100", flagged=True),
        Nearby(author="", text=" ", ts="x"),
    ]
    told = in_words(context_window(case_of(), nearby, link=LINK)["blocks"]).split("\n")

    assert told == [
        "<@U1>, <!date^1772368100^{date_short_pretty} {time}|2026-03-01 12:28>",
        "“*before* &lt;!here&gt;”",
        "<@U2>, <!date^1772368200^{date_short_pretty} {time}|2026-03-01 12:30> "
        "*This is the flagged one.*",
        "“it”",
        "An app",
        "(no text)",
        f"<{LINK}|Open the message in Slack>",
    ]


def test_context_that_cannot_be_read_says_what_to_do() -> None:
    assert "Invite me to <#C0GENERAL>, or open the message there." in str(
        context_window(case_of(), [])
    )


def test_details_list_every_label_with_its_threshold() -> None:
    told = in_words(details_window(case_of(), explanation=toxic())["blocks"])

    assert "Toxic 97% (counts from 50%)" in told
    assert "Severely toxic 5% (counts from 50%)" in told
    assert "Model: moderation" in told


def test_details_have_the_notes_for_which_the_message_has_no_room() -> None:
    notes = tuple(f"note {number} <!channel>" for number in range(60))
    told = str(details_window(case_of(notes=notes))["blocks"])

    assert "note 59" in told
    assert "note 19 " not in told


def test_details_count_the_labels_that_they_do_not_list() -> None:
    many = {f"label_{number}": 0.5 for number in range(1000)}

    assert "and 960 labels more" in str(details_window(case_of(probabilities=many)))
