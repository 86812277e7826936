""" "Explain text…", a shortcut that works everywhere."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.listeners.windows import show_form


def explain_text_shortcut(services: Services) -> Callable[..., None]:
    """Return the listener that opens the window which asks for a text."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        show_form(body, services, client)

    return listen
