"""Texts that are sent to the moderators from below their explanation."""

from __future__ import annotations

import pytest

from bot.assembly import Bot
from bot.moderation.flags.flag import Flag
from bot.request import ExplainRequest
from tests.bot.moderation.team import (
    ALICE,
    BOB,
    GENERAL,
    NASTY,
    REVIEW,
    flag_of,
    left,
    moderated,
    said_to,
)
from tests.slack import Message, SlackStandIn


def asked(bot: Bot, slack: SlackStandIn, **changes: str) -> ExplainRequest:
    """Keep a question of Alice's, as if it had been answered."""
    usual = {"id": "asked", "team": slack.team_id, "channel": GENERAL, "user": ALICE}
    request = ExplainRequest(**usual | {"text": NASTY} | changes)
    bot.store.requests.add(request)
    return request


def sent(bot: Bot, slack: SlackStandIn, request: ExplainRequest, **changes: str) -> Flag:
    """Send what was explained to the moderators, and wait for what comes of it."""
    message = Message(ts="", channel=GENERAL, user=BOB)
    usual = {"origin": "answer", "text": "", "author": "", "explanation": request.id}
    flag = flag_of(slack, message, **usual | changes)
    bot.moderation.flag(flag)
    slack.wait_until(lambda: bool(slack.messages(REVIEW) or said_to(slack, flag.user)), timeout=30)
    return flag


def test_explained_text_becomes_a_case_of_its_own(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        sent(bot, slack, asked(bot, slack))

        assert NASTY in slack.messages(REVIEW)[0].text


def test_explained_message_is_the_one_that_is_flagged(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        message = slack.say(GENERAL, NASTY, user=BOB)
        sent(bot, slack, asked(bot, slack, source_ts=message.ts))

        case = bot.store.cases.at(slack.team_id, GENERAL, message.ts)
        assert case is not None
        assert case.author == BOB


@pytest.mark.parametrize("text", ["", "smuggled in"])
def test_private_answer_is_sent_by_its_asker_alone(slack: SlackStandIn, text: str) -> None:
    with moderated(slack) as bot:
        request = asked(bot, slack, visibility="private")
        flag = sent(bot, slack, request, user=BOB, text=text)

        assert "Only the person who asked" in said_to(slack, BOB)[0].text
        slack.wait_until(lambda: not left(bot, flag), timeout=30)
        assert slack.messages(REVIEW) == []


def test_explained_text_that_is_forgotten_ends_in_a_word(slack: SlackStandIn) -> None:
    with moderated(slack) as bot:
        sent(bot, slack, asked(bot, slack, text=""))

        assert "not kept here any more" in said_to(slack, ALICE)[0].text
