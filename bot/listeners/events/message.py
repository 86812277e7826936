"""Messages to the bot: in its conversation with one person, and with several that name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.events.spoken import (
    bot_name,
    is_from_person,
    mentions,
    spoken_request,
    take_spoken,
)
from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def message_event(services: Services) -> Callable[..., None]:
    """Return the listener that takes every text from one person, and mentions among several.

    Between two nothing has to be kept apart, so that the answer stands where the question does.
    """

    def listen(body: Payload, event: Payload, context: BoltContext) -> None:
        if not is_from_person(event):
            return
        request = replace(spoken_request(body, context), origin="direct")
        among = text_at(event, "channel_type")
        if among in ("im", "app_home"):
            take_spoken(request, services, name="/explain")
        elif among == "mpim" and mentions(event, context):
            thread = request.thread or text_at(event, "ts")
            named = replace(request, origin="mention", thread=thread)
            take_spoken(named, services, name=f"@{bot_name(context)}")

    return listen
