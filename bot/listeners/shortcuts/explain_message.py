""" "Explain this message", in the menu of any message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from bot.errors import Refused
from bot.listeners.asking import take, with_preferences
from bot.listeners.payload import Payload, addressee, message_text, text_at
from bot.listeners.services import Services

NO_TEXT = (
    "There is no text in this message that I could explain. "
    "Pictures and files I cannot read; try a message with words in it."
)


def explain_message_shortcut(services: Services) -> Callable[..., None]:
    """Return the listener that takes a message; the answer goes into the message's thread."""

    def listen(ack: Ack, shortcut: Payload) -> None:
        ack()
        text = message_text(shortcut.get("message"))
        if not text:
            raise Refused(NO_TEXT)
        asker = addressee(shortcut)
        ts = text_at(shortcut, "message", "ts")
        thread = asker.thread or ts
        request = replace(asker, text=text, origin="shortcut", thread=thread, about_ts=ts)
        take(with_preferences(request, services), services)

    return listen
