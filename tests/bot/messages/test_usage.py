from __future__ import annotations

import pytest

from bot.messages.usage import OPTIONS, quick_usage, usage, wrong_option
from bot.options import parse_options


@pytest.mark.parametrize("option", OPTIONS)
def test_usage_names_every_option(option: str) -> None:
    message = usage("/explain")

    assert f"`{option}" in message.text
    assert f"`{option}" in str(message.blocks)


@pytest.mark.parametrize("option", OPTIONS)
def test_usage_names_options_that_are_understood(option: str) -> None:
    value = OPTIONS[option][0].replace("NAME", "moderation")

    asked = parse_options(f"{option} {value} some text", models=["sentiment", "moderation"])

    assert "some text" in (asked.text, asked.compare.removeprefix("B "))


def test_usage_lists_the_models() -> None:
    message = usage("/explain", models=["sentiment", "<moderation>"])

    line = "`--model &lt;moderation&gt;`: ask another model (sentiment, &lt;moderation&gt;)"
    assert line in message.text


def test_usage_speaks_of_the_command_that_was_typed() -> None:
    message = usage("/explain-test", quick_command="/mood")

    assert "`/explain-test help`" in message.text
    assert "`/mood some text`" in message.text
    assert "`/explain " not in message.text


def test_quick_usage_leads_to_the_explanation() -> None:
    message = quick_usage("/sentiment")

    assert "`/sentiment some text`" in message.text
    assert "`/explain`" in message.text


def test_wrong_option_says_where_all_of_them_are() -> None:
    message = wrong_option("There is no `--modle`.", command="/explain")

    assert message.text == "There is no `--modle`.\n`/explain help` shows how to ask."


def test_usage_offers_no_choice_of_one_model() -> None:
    assert "--model" not in usage("/explain", models=["sentiment"]).text
    assert "--model" in usage("/explain", models=["sentiment", "moderation"]).text
