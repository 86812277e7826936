from __future__ import annotations

import pytest

from bot.errors import Stopping, StoreUnavailable
from bot.messages.states import LOADING, failed
from tests.bot.fakes import request_for
from tests.bot.listeners.actions.clicking import ID, answered
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn
from tests.slack.clients import client_of


@pytest.mark.parametrize("kind", ["agree", "disagree", "edit"])
def test_button_hands_over_who_clicked_what_and_where(slack: SlackStandIn, kind: str) -> None:
    first = slack.say("C0GENERAL", "first")
    message = answered(slack, thread=first.ts)
    with listening(slack) as bot:
        assert slack.click(message, kind, user="U0BOB").ok

    action = bot.action
    assert (action.kind, action.explanation, action.user) == (kind, ID, "U0BOB")
    assert (action.team, action.channel) == (slack.team_id, "C0GENERAL")
    assert (action.message_ts, action.thread) == (message.ts, first.ts)
    assert action.response_url


def test_button_clicked_twice_and_by_two_people_counts_each_time(slack: SlackStandIn) -> None:
    message = answered(slack)
    with listening(slack) as bot:
        for user in ("U0ALICE", "U0ALICE", "U0BOB"):
            slack.click(message, "agree", user=user)

    assert [action.user for action in bot.jobs.actions] == ["U0ALICE", "U0ALICE", "U0BOB"]
    assert len({action.id for action in bot.jobs.actions}) == 3


def test_button_on_what_one_person_sees_names_no_message(slack: SlackStandIn) -> None:
    message = answered(slack, visibility="private")
    with listening(slack) as bot:
        slack.click(message, "share")

    assert (bot.action.kind, bot.action.explanation) == ("share", ID)
    assert bot.action.message_ts == ""


def test_retry_names_the_request_that_failed(slack: SlackStandIn) -> None:
    shown = failed(request_for(id="failed"), "That went wrong.", can_retry=True)
    client_of(slack).chat_postMessage(channel="C0GENERAL", text=shown.text, blocks=shown.blocks)
    with listening(slack) as bot:
        slack.click(slack.messages("C0GENERAL")[-1], "retry")

    assert (bot.action.kind, bot.action.explanation) == ("retry", "failed")


@pytest.mark.parametrize(
    ("jobs", "told"),
    [
        ({"started": False}, LOADING),
        ({"error": Stopping()}, "I am just being restarted"),
        ({"error": StoreUnavailable("OperationalError")}, "I cannot reach my database"),
        ({"error": RuntimeError("internal")}, "Something went wrong on my side"),
    ],
)
def test_button_tells_who_clicked_what_comes_in_the_way(
    slack: SlackStandIn, jobs: dict[str, object], told: str
) -> None:
    message = answered(slack)
    with listening(slack, **jobs):
        assert slack.click(message, "edit", user="U0BOB").ok

    (shown,) = slack.seen_only_by("U0BOB")
    assert told in shown.text
    assert "internal" not in shown.text


def test_button_that_nobody_knows_any_more_is_answered(slack: SlackStandIn) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": "old"}
    block = {"type": "actions", "elements": [button]}
    client_of(slack).chat_postMessage(channel="C0GENERAL", text="Old", blocks=[block])
    with listening(slack):
        assert slack.click(slack.messages("C0GENERAL")[-1], "old").ok

    (shown,) = slack.seen_only_by("U0ALICE")
    assert "I do not know what to do with this any more" in shown.text


@pytest.mark.parametrize(
    "about",
    [
        {"actions": [{"type": "button", "action_id": "agree", "block_id": "b"}]},
        {"actions": [{"type": "button", "action_id": "agree", "block_id": "b", "value": None}]},
        {"actions": [{"type": "static_select", "action_id": "label", "block_id": "b"}]},
    ],
)
def test_button_of_an_odd_shape_is_acknowledged(
    slack: SlackStandIn, about: dict[str, object]
) -> None:
    payload = {"type": "block_actions", "user": "U0ALICE", "channel": "C0GENERAL"}
    with listening(slack):
        assert slack.interact(payload | about).ok
