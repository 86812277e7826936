"""The app was removed from a workspace."""

from __future__ import annotations

from collections.abc import Callable

from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def app_uninstalled_event(services: Services) -> Callable[..., None]:
    """Return the listener that has everything of that workspace forgotten."""

    def listen(body: Payload) -> None:
        services.store.workspaces.forget(text_at(body, "team_id"))

    return listen
