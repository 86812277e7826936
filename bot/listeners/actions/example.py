"""The App Home's example, which one click has explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from bot.listeners.asking import take, with_preferences
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.messages.usage import EXAMPLE


def example_click(services: Services) -> Callable[..., None]:
    """Return the listener that has the example explained in the bot's own conversation."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        request = replace(addressee(body), text=EXAMPLE, origin="home")
        take(with_preferences(request, services), services)

    return listen
