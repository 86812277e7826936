from __future__ import annotations

from typing import Any

import pytest

from bot.messages.message import Message
from bot.messages.review.notices import not_watched, watched
from bot.messages.review.status import queue_in_short, status, watch_switched
from bot.moderation.flags.watching import Switched
from bot.moderation.settings import ModerationSettings, Route
from tests.bot.moderation.sample_cases import case_of
from tests.slack import SlackStandIn
from tests.slack.clients import client_of


def told(thresholds: dict[str, float] | None = None, **settings: Any) -> str:
    return status(ModerationSettings(**settings), thresholds=thresholds or {}).text


def test_status_of_a_workspace_without_moderation_says_what_is_missing() -> None:
    text = told()

    assert "no review channel yet" in text
    assert "No channel is watched" in text


def test_status_names_what_is_set() -> None:
    routes = (Route(review_channel="C0OTHER", label="threat"),)
    text = told(
        {"severe_toxic": 0.765},
        review_channel="C0REVIEW",
        monitored=("C0GENERAL",),
        reaction="no_good",
        routes=routes,
    )

    for part in ("<#C0REVIEW>", "<#C0OTHER>", "<#C0GENERAL>", ":no_good:", "76.5%"):
        assert part in text


@pytest.mark.parametrize(
    ("waiting", "part"),
    [(0, "0 cases wait for"), (1, "1 case waits for"), (2_000, "2,000 cases wait for")],
)
def test_status_counts_for_moderators(waiting: int, part: str) -> None:
    text = status(ModerationSettings(), thresholds={}, waiting=waiting).text

    assert part in text


def test_status_of_many_channels_names_the_first() -> None:
    text = told(monitored=tuple(f"C0{n:03}" for n in range(100)))

    assert "<#C0000>" in text
    assert "80 more" in text


def test_queue_in_short_shows_texts_as_they_were_typed() -> None:
    message = queue_in_short([case_of("<!channel> *x*")], 1)

    assert "&lt;!channel&gt; *x*" in str(message.blocks)
    assert "1 case waits for a verdict" in message.text


def test_queue_in_short_hides_the_texts_from_who_prefers_that() -> None:
    message = queue_in_short([case_of("Sesame")], 1, blur=True)

    assert "Sesame" not in str(message.blocks)
    assert "The text is hidden." in message.text


def test_queue_in_short_is_glad_of_nothing() -> None:
    assert "Nothing waits" in queue_in_short([], 0).text


def test_watch_switched_says_what_became_of_each_channel() -> None:
    switched = Switched(switched=("C0ONE",), unchanged=("C0TWO",))
    text = watch_switched(switched, {"C0THREE": "Invite me."}, on=True, is_told=True).text

    assert "<#C0ONE>: watched from now on" in text
    assert "<#C0TWO>: was watched already" in text
    assert "<#C0THREE> cannot be watched yet. Invite me." in text


@pytest.mark.parametrize(
    "message",
    [
        status(ModerationSettings(), thresholds={"toxic": 0.5}, waiting=3),
        queue_in_short([case_of("x" * 40_000)] * 20, 20),
        watched("U0ADMIN"),
        not_watched("U0ADMIN"),
    ],
)
def test_slack_takes_what_is_said(slack: SlackStandIn, message: Message) -> None:
    client_of(slack).chat_postMessage(channel="C0GENERAL", text=message.text, blocks=message.blocks)
    assert slack.messages("C0GENERAL")
