"""Buttons: agree, disagree, what would change it, share, try again, explain, forget."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.listeners.clicked import act, value_of
from bot.listeners.payload import Payload
from bot.listeners.services import Services


def button_click(kind: str, services: Services) -> Callable[..., None]:
    """Return the listener to a button whose value is the id of what it is about."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        act(body, services, kind=kind, explanation=value_of(body))

    return listen
