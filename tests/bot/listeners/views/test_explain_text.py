from __future__ import annotations

import pytest

from bot.errors import Busy, StoreUnavailable
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn


def test_submission_hands_over_what_was_filled_in(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.shortcut("explain_text")
        chosen = {"model": "sentiment", "target": "sentiment:negative", "visibility": "private"}
        filled = {"text": " so\nwhat ", "channel": "C0GENERAL"} | chosen
        slack.submit(slack.modals[0], filled)

    request = bot.request
    assert (request.text, request.origin, request.channel) == ("so\nwhat", "modal", "C0GENERAL")
    assert (request.model, request.target) == ("sentiment", "negative")
    assert request.is_private
    assert request.response_url
    assert slack.modals == []


def test_submission_without_a_conversation_is_answered_directly(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.shortcut("explain_text")
        slack.submit(slack.modals[0], {"text": "so what", "visibility": "private"})

    assert (bot.request.channel, bot.request.visibility) == ("U0ALICE", "channel")


def test_submission_sent_twice_is_one_request(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.shortcut("explain_text")
        view = slack.modals[0]
        slack.submit(view, {"text": "so what"})
        slack.submit(view, {"text": "so what"})

    assert bot.request.text == "so what"


def test_submission_of_white_space_is_corrected_in_the_window(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.shortcut("explain_text")
        ack = slack.submit(slack.modals[0], {"text": " \n "})

    assert isinstance(ack.body, dict)
    assert list(ack.body["errors"]) == ["text"]
    assert len(slack.modals) == 1
    assert bot.jobs.requests == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Busy(500), "500 requests are waiting"),
        (StoreUnavailable("OperationalError"), "I cannot reach my database"),
        (RuntimeError("internal"), "Something went wrong on my side"),
    ],
)
def test_submission_that_is_refused_leaves_the_window_open(
    slack: SlackStandIn, error: Exception, told: str
) -> None:
    with listening(slack, error=error):
        slack.shortcut("explain_text")
        ack = slack.submit(slack.modals[0], {"text": "so what"})

    assert isinstance(ack.body, dict)
    assert told in ack.body["errors"]["text"]
    assert len(slack.modals) == 1
