"""A workspace that moderates, as its listeners find it."""

from __future__ import annotations

from typing import Any

from bot.messages.review.case import case_message
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.flags.flag import Flag
from bot.moderation.flags.scored import Scored
from bot.moderation.settings import ModerationSettings
from tests.bot.listeners.listening import Listening
from tests.bot.moderation.sample_cases import case_of
from tests.slack import Message, SlackStandIn
from tests.slack.clients import client_of

GENERAL, REVIEW = "C0GENERAL", "C0REVIEW"
ADMIN, MODERATOR, AUTHOR, ANYBODY = "U0ADMIN", "U0MOD", "U0AUTHOR", "U0ALICE"

TOXIC = Scored(probabilities={"toxic": 0.93}, thresholds={"toxic": 0.5}, model="moderation")
FINE = Scored(probabilities={"toxic": 0.04}, thresholds={"toxic": 0.5}, model="moderation")


def set_up(bot: Listening, slack: SlackStandIn, **changes: Any) -> ModerationSettings:
    """Give the workspace a review channel, an admin and a moderator, changed as told."""
    usual = {"review_channel": REVIEW, "admins": (ADMIN,), "moderators": (MODERATOR,)}
    settings = ModerationSettings(**usual | changes)
    entry = AuditEntry(team=slack.team_id, event="settings", user=ADMIN)
    bot.store.moderation.set(slack.team_id, settings, entry=entry)
    return settings


def kept_case(
    bot: Listening, slack: SlackStandIn, text: str = "You are an idiot", **changes: Any
) -> Case:
    """Have the store remember a case as it is after it was shown to the moderators."""
    case = case_of(text, **{"team": slack.team_id, "review_channel": REVIEW} | changes)
    place = {"team": case.team, "channel": case.channel, "ts": case.ts}
    flag = Flag(id=f"flag-{case.id}", origin="monitor", **place)
    entry = AuditEntry(team=case.team, event="opened", case=case.id)
    bot.store.cases.open(case, flag=flag, entry=entry)
    kept = bot.store.cases.get(case.id)
    assert kept is not None
    return kept


def posted_case(slack: SlackStandIn, case: Case) -> Message:
    """Return the case's message in the review channel, as a job posts it with the text hidden."""
    slack.add_channel(REVIEW, name="review", members=[slack.bot_user_id, MODERATOR, ADMIN])
    message = case_message(case, blur=True)
    return posted(slack, message.blocks, channel=REVIEW)


def posted(slack: SlackStandIn, blocks: list[Any], *, channel: str = GENERAL) -> Message:
    client_of(slack).chat_postMessage(channel=channel, text="a message", blocks=blocks)
    return [one for one in slack.messages(channel) if one.user == slack.bot_user_id][-1]
