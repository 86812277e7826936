"""The app was removed from a workspace."""

from __future__ import annotations

from collections.abc import Callable

from bot.listeners.events.leaving import forget_workspace
from bot.listeners.payload import Payload
from bot.listeners.services import Services


def app_uninstalled_event(services: Services) -> Callable[..., None]:
    """Return the listener that has everything of that workspace forgotten."""

    def listen(body: Payload) -> None:
        forget_workspace(body, services)

    return listen
