"""Messages: to the bot itself, in its conversations, and in the channels that it is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.events.channel_message import take_channel_message
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
    What is said in channels is for the moderation to look at.
    """

    def listen(body: Payload, event: Payload, context: BoltContext) -> None:
        among = text_at(event, "channel_type")
        if among in ("channel", "group"):
            take_channel_message(body, event, context, services)
            return
        if not is_from_person(event):
            return
        request = replace(spoken_request(body, context), origin="direct")
        if among in ("im", "app_home"):
            take_spoken(request, services, name="/explain")
        elif among == "mpim" and mentions(event, context):
            thread = request.thread or text_at(event, "ts")
            named = replace(request, origin="mention", thread=thread)
            take_spoken(named, services, name=f"@{bot_name(context)}")

    return listen
