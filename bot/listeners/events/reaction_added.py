"""A reaction that asks for an explanation of the message below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.asking import take, with_preferences
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.request import hashed_id


def reaction_added_event(services: Services) -> Callable[..., None]:
    """Return the listener that takes a message by its place: what it says, the job reads.

    One answer is enough for a message, however many people react to it, and how often.
    """

    def listen(body: Payload, event: Payload, context: BoltContext) -> None:
        channel, ts = text_at(event, "item", "channel"), text_at(event, "item", "ts")
        # The emoji may come with a tone of skin: "wave::skin-tone-2".
        name = text_at(event, "reaction").partition("::")[0]
        by_bot = text_at(event, "item_user") == context.bot_user_id
        if not services.reaction or name != services.reaction or not channel or not ts or by_bot:
            return
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

    return listen
