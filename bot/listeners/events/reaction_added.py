"""Reactions that ask for an explanation of the message below them, or send it to review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.asking import take, with_preferences
from bot.listeners.flagging import is_set_up, send
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.moderation.flags.flag import Flag
from bot.request import hashed_id


def reaction_added_event(services: Services) -> Callable[..., None]:
    """Return the listener that takes a message by its place: what it says, the job reads."""

    def listen(body: Payload, event: Payload, context: BoltContext) -> None:
        channel, ts = text_at(event, "item", "channel"), text_at(event, "item", "ts")
        # The emoji may come with a tone of skin: "wave::skin-tone-2".
        name = text_at(event, "reaction").partition("::")[0]
        by_bot = text_at(event, "item_user") == context.bot_user_id
        if not name or not channel or not ts or by_bot:
            return
        if name == services.reaction:
            _explain(body, services, channel=channel, ts=ts)
        elif name == services.moderation.rules.of(addressee(body).team).reaction:
            _review(body, services, channel=channel, ts=ts)

    return listen


def _explain(body: Payload, services: Services, *, channel: str, ts: str) -> None:
    """Ask for an explanation; one is enough, however many people react, and how often."""
    asker = addressee(body)
    request = replace(
        asker,
        id=hashed_id("reaction", asker.team, channel, ts),
        channel=channel,
        origin="reaction",
        thread=ts,
        source_ts=ts,
    )
    take(with_preferences(request, services), services)


def _review(body: Payload, services: Services, *, channel: str, ts: str) -> None:
    """Flag the message in the name of everybody who reacts."""
    if not is_set_up(body, services):
        return
    person = addressee(body)
    flag = Flag(
        id=hashed_id("review", person.team, channel, ts, person.user),
        origin="reaction",
        team=person.team,
        channel=channel,
        ts=ts,
        user=person.user,
        author=text_at(body, "event", "item_user"),
    )
    send(services, flag)
