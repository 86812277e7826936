"""The menus of an answer: other labels, details, JSON file, delete."""

from __future__ import annotations

import pytest

from bot.listeners.windows import GONE
from bot.messages import choices
from tests.bot.listeners.actions.clicking import ID, answered, kept
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn


def test_label_that_was_chosen_is_handed_over(slack: SlackStandIn) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        slack.click(message, "label", value=choices.value_of(ID, "positive"))

    action = bot.action
    assert (action.kind, action.explanation, action.value) == ("label", ID, "positive")


@pytest.mark.parametrize("choice", ["json", "delete"])
def test_choice_that_takes_longer_is_handed_over(slack: SlackStandIn, choice: str) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        slack.click(message, "more", value=choices.value_of(ID, choice))

    assert (bot.action.kind, bot.action.explanation) == (choice, ID)


def test_details_open_in_a_window(slack: SlackStandIn) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        kept(bot, slack)
        slack.click(message, "more", value=choices.value_of(ID, "details"))

    (modal,) = slack.modals
    assert "Points on the path" in str(modal["blocks"])
    assert bot.jobs.actions == []


@pytest.mark.parametrize("team", ["", "T0OTHER"])
def test_details_of_what_is_gone_or_of_others_say_so(slack: SlackStandIn, team: str) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        if team:
            kept(bot, slack, team=team)
        slack.click(message, "more", value=choices.value_of(ID, "details"))

    (modal,) = slack.modals
    assert GONE in str(modal["blocks"])
    assert "Points" not in str(modal["blocks"])


def test_details_of_a_private_answer_are_for_its_asker_alone(slack: SlackStandIn) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        kept(bot, slack, visibility="private")
        slack.click(message, "more", value=choices.value_of(ID, "details"), user="U0BOB")

    (modal,) = slack.modals
    assert GONE in str(modal["blocks"])


@pytest.mark.parametrize(
    "failure",
    [{"error": "expired_trigger_id"}, {"status": 500}, {"retry_after": 30.0}],
)
def test_details_that_slack_does_not_open_are_explained(
    slack: SlackStandIn, failure: dict[str, object]
) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        kept(bot, slack)
        slack.fail("views.open", **failure)
        assert slack.click(message, "more", value=choices.value_of(ID, "details")).ok

    assert len(slack.seen_only_by("U0ALICE")) == 1
    assert slack.modals == []


@pytest.mark.parametrize("value", ["", ":", "no-colon", f"{ID}:unknown", f"{ID}:", "x" * 40_000])
def test_choice_that_was_never_offered_does_nothing(slack: SlackStandIn, value: str) -> None:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    about = {"type": "overflow", "action_id": "more", "block_id": "b", "selected_option": option}
    payload = {"type": "block_actions", "user": "U0ALICE", "channel": "C0GENERAL"}
    with listening(slack) as bot:
        assert slack.interact(payload | {"actions": [about]}).ok

    assert bot.jobs.actions == []
