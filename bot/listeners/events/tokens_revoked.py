"""Somebody took back the permission that the app had."""

from __future__ import annotations

from collections.abc import Callable

from bot.listeners.events.leaving import forget_workspace
from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def tokens_revoked_event(services: Services) -> Callable[..., None]:
    """Return the listener that forgets a workspace whose bot was revoked, as after a removal.

    Tokens of single people, of which the bot has none, change nothing.
    """

    def listen(body: Payload, event: Payload) -> None:
        if text_at(event, "tokens", "bot", 0):
            forget_workspace(body, services)

    return listen
