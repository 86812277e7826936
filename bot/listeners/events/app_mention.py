"""`@explain some text`, in channels and group conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import BoltContext

from bot.listeners.events.spoken import bot_name, is_from_person, spoken_request, take_spoken
from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def app_mention_event(services: Services) -> Callable[..., None]:
    """Return the listener that takes the text of a mention.

    It is answered in its thread, also where it begins one: what follows stays beside what was
    asked, and a channel in which several people ask stays readable.
    """

    def listen(body: Payload, event: Payload, context: BoltContext) -> None:
        if not is_from_person(event):
            return
        request = spoken_request(body, context)
        thread = request.thread or text_at(event, "ts")
        named = replace(request, origin="mention", thread=thread)
        take_spoken(named, services, name=f"@{bot_name(context)}")

    return listen
