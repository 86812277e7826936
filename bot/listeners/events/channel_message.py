"""Messages in channels: those of monitored channels are scored, flagged ones are followed."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.events.happened import Happened, happened
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.moderation.flags.flag import MONITOR, Flag
from bot.moderation.settings import ModerationSettings
from bot.request import hashed_id


def take_channel_message(
    body: Payload, event: Payload, context: BoltContext, services: Services
) -> None:
    """Take what became of a message; what nothing comes of leaves no trace.

    It is scored before the acknowledgement, so that Slack tells of it again if this process ends
    in between; the flags' ids make one case of it however often it comes.
    Raises: Refused, StoreUnavailable.
    """
    told = happened(event, context)
    if told is None:
        return
    team = addressee(body).team
    if told.what != "written" and services.moderation.follow(_flag(told, team, told.what)):
        return
    if told.what == "deleted" or not told.text:
        return
    rules = services.moderation.rules.of(team)
    if is_monitored(told, rules):
        _score(told, team, rules, services)


def is_monitored(told: Happened, rules: ModerationSettings) -> bool:
    """Return whether a message is to be scored; what moderators say about cases never is."""
    return (
        told.channel in rules.monitored
        and told.channel not in rules.review_channels
        and (rules.bots or not told.by_app)
    )


def _score(told: Happened, team: str, rules: ModerationSettings, services: Services) -> None:
    """Flag a message that reaches a threshold, and one that could not be scored in time as well."""
    scored = services.moderation.scoring.score(told.text, rules=rules)
    flag = _flag(told, team, MONITOR)
    if scored is None:
        services.moderation.flag(flag, later=True)
    elif scored.flagged:
        services.moderation.flag(flag)
    elif told.what == "edited" and _waits(told, team, services):
        # Harmless by now; but what it said before is about to be a case, which has to know.
        services.moderation.flag(flag, later=True)


def _waits(told: Happened, team: str, services: Services) -> bool:
    """Return whether a message was flagged as it was written, and is no case yet."""
    first = _flag(replace(told, moment=""), team, MONITOR)
    return services.store.flags.get(first.id) is not None


def _flag(told: Happened, team: str, origin: str) -> Flag:
    return Flag(
        id=hashed_id(origin, team, told.channel, told.ts, told.moment),
        origin=origin,
        team=team,
        channel=told.channel,
        ts=told.ts,
        author=told.author,
        text=told.text,
        thread=told.thread,
    )
