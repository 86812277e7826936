from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.blocks import actions, button
from bot.store.requests import ANSWERED
from tests.bot.fakes import explanation_of, request_for
from tests.bot.listeners.listening import Listening, listening
from tests.bot.listeners.moderating import GENERAL, posted, set_up
from tests.slack import Message, SlackStandIn

ID = "0123456789ab"


def answer(slack: SlackStandIn, value: str = ID) -> Message:
    return posted(slack, [actions(button("Send", action=action_ids.SEND_TO_REVIEW, value=value))])


def keep(bot: Listening, slack: SlackStandIn, **changes: Any) -> None:
    request = replace(request_for("You are late"), id=ID, team=slack.team_id, **changes)
    bot.store.requests.add(request)
    about = {"team": slack.team_id, "user": "U0ALICE", "channel": GENERAL, "model": "moderation"}
    bot.store.explanations.put(ID, explanation_of("You are late"), request=ID, **about)


@pytest.mark.parametrize(
    ("changes", "ts"),
    [
        ({}, ""),
        ({"origin": "reaction", "source_ts": "1700000000.000100"}, "1700000000.000100"),
        ({"origin": "shortcut", "about_ts": "1700000000.000100"}, "1700000000.000100"),
    ],
)
def test_explained_text_is_sent_to_review(
    slack: SlackStandIn, changes: dict[str, str], ts: str
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        keep(bot, slack, **changes)
        slack.click(answer(slack), action_ids.SEND_TO_REVIEW, user="U0BOB")
        slack.submit(slack.modals[0], {"note": "please look"}, user="U0BOB")

    flag = bot.flag
    assert (flag.origin, flag.explanation, flag.user) == ("answer", ID, "U0BOB")
    assert (flag.text, flag.note) == ("You are late", "please look")
    assert (flag.channel, flag.ts, flag.author) == (GENERAL, ts, "")


def test_explanation_stays_after_its_window_was_closed(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        keep(bot, slack)
        slack.click(answer(slack), action_ids.SEND_TO_REVIEW)
        slack.close(slack.modals[0])
        kept = bot.store.explanations.get(ID)

    assert kept is not None
    assert bot.moderation.flags == []


@pytest.mark.parametrize(
    ("changes", "value"),
    [({}, "unknown"), ({}, ""), ({"visibility": "private"}, ID), ({"channel": "C0OTHER"}, ID)],
)
def test_explanation_of_others_cannot_be_sent(
    slack: SlackStandIn, changes: dict[str, str], value: str
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        keep(bot, slack, **changes)
        slack.click(answer(slack, value or "x"), action_ids.SEND_TO_REVIEW, user="U0BOB")

    assert slack.modals == []
    assert "not kept any more" in slack.seen_only_by("U0BOB")[0].text


def test_text_that_was_forgotten_cannot_be_sent(slack: SlackStandIn) -> None:
    with listening(slack, keep_text="dropped") as bot:
        set_up(bot, slack)
        keep(bot, slack)
        bot.store.requests.set_state(ID, ANSWERED)
        slack.click(answer(slack), action_ids.SEND_TO_REVIEW)

    assert slack.modals == []
    assert "not kept any more" in slack.seen_only_by("U0ALICE")[0].text
