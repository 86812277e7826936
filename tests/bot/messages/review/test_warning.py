from __future__ import annotations

from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.values import value_of
from bot.messages.review.warning import (
    ANY_RULE,
    RULES,
    TEXT_LIMIT,
    read_warning,
    rule_of,
    warn_window,
    warning,
    warning_text,
)
from bot.moderation.settings import WARNING
from tests.bot.messages.cases import LONGEST_LABEL, TOXIC
from tests.bot.messages.review.cases import LINK, case_of
from tests.bot.messages.review.filling import clickable, field, sent_off


def test_rule_is_that_of_the_worst_label() -> None:
    scores: dict[str, Any] = {"probabilities": {"toxic": 0.8, "threat": 0.9}}

    assert rule_of(case_of(**scores, thresholds={"toxic": 0.5, "threat": 0.5})) == RULES["threat"]
    assert rule_of(case_of(**scores, thresholds={"toxic": 0.5, "threat": 0.85})) == RULES["toxic"]


def test_rule_of_a_case_without_labels_is_a_general_one() -> None:
    assert rule_of(case_of(probabilities={})) == ANY_RULE


def test_rule_of_another_models_label_names_it() -> None:
    spam = case_of(probabilities={"my_spam": 0.9}, thresholds={"my_spam": 0.5})

    assert rule_of(spam) == f"{ANY_RULE} (My spam)"


@pytest.mark.parametrize("label", TOXIC)
def test_every_label_of_the_shipped_model_has_a_rule(label: str) -> None:
    assert RULES[label].endswith(".")


@pytest.mark.parametrize("template", ["", "  ", WARNING])
def test_warning_text_names_the_rule(template: str) -> None:
    text = warning_text(template, case_of())

    assert RULES["toxic"] in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{rule}", RULES["toxic"]),
        ("{quote} in {channel}", "“You are an idiot” in #general"),
        ("{x} {} {0.__class__} %s {{rule}}", f"{{x}} {{}} {{0.__class__}} %s {{{RULES['toxic']}}}"),
        ("no place", "no place"),
    ],
)
def test_warning_text_fills_in_what_it_knows(template: str, told: str) -> None:
    assert warning_text(template, case_of(), channel_name="#general") == told


def test_warning_text_fills_in_nothing_that_people_wrote() -> None:
    assert warning_text("{quote}", case_of("{rule} {channel}")) == "“{rule} {channel}”"


def test_warning_text_fits_into_the_window() -> None:
    assert len(warning_text("x{rule}" * 2000, case_of())) == TEXT_LIMIT


def test_warn_window_has_the_text_to_be_changed() -> None:
    view = warn_window(case_of(), "Hello *you*")

    assert field(view, "text")["initial_value"] == "Hello *you*"
    assert view["private_metadata"] == value_of(case_of())
    assert "<@U0AUTHOR> gets this as a direct message" in str(view)


@pytest.mark.parametrize("appeals", [True, False])
def test_warn_window_tells_what_comes_below(appeals: bool) -> None:
    assert ("Ask for a second look" in str(warn_window(case_of(), "x", appeals=appeals))) == appeals


def test_read_warning_gives_what_was_written() -> None:
    view = sent_off(warn_window(case_of(), "Hello"), text=" Please *stop* <!here> ")

    assert read_warning(view).text == "Please *stop* <!here>"
    assert not read_warning(view).errors


@pytest.mark.parametrize("text", ["", "  \n "])
def test_read_warning_asks_for_a_text(text: str) -> None:
    view = sent_off(warn_window(case_of(), "Hello"), text=text)

    assert read_warning(view).errors == {"text": "Write what the author should read."}


def test_warning_shows_authors_their_own_message_alone() -> None:
    case = case_of(notes=("a note",), flaggers=("U0BOB",), decided_by="U0MOD", note="my note")
    message = warning(case, warning_text("", case), link=LINK)

    assert "You wrote: “You are an idiot”" in message.text
    assert f"<{LINK}|Open your message>" in message.text
    for secret in ("U0BOB", "U0MOD", "note", "97%", "Toxic"):
        assert secret not in str(message)


def test_warning_does_not_quote_twice() -> None:
    case = case_of()
    message = warning(case, warning_text("You said {quote}!", case))

    assert message.text.count("You are an idiot") == 1


def test_warning_formats_nothing_and_rings_nobody() -> None:
    block = warning(case_of(), "*x* <!channel> :smile:").blocks[0]

    assert block["text"] == {
        "type": "plain_text",
        "text": "*x* &lt;!channel&gt; :smile:",
        "emoji": False,
    }


@pytest.mark.parametrize(
    ("appeal", "offered", "told"),
    [
        ("offered", True, "another moderator looks at it again. You can ask once."),
        ("asked", False, "You asked for a second look. You get an answer here."),
        ("none", False, ""),
    ],
)
def test_warning_offers_a_second_look(appeal: Any, offered: bool, told: str) -> None:
    message = warning(case_of(), "x", appeal=appeal)

    assert (action_ids.CASE_APPEAL in clickable(message)) == offered
    assert told in message.text


def test_warning_about_a_label_without_end_can_be_sent() -> None:
    odd = case_of(probabilities={LONGEST_LABEL: 0.9}, thresholds={LONGEST_LABEL: 0.1})

    assert len(warning_text("", odd)) < 1000
