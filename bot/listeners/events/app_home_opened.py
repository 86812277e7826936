"""Somebody looks at the bot's App Home."""

from __future__ import annotations

from collections.abc import Callable

from bot.listeners.clicked import act
from bot.listeners.payload import Payload, text_at
from bot.listeners.services import Services


def app_home_opened_event(services: Services) -> Callable[..., None]:
    """Return the listener that has the home of that person brought up to date."""

    def listen(body: Payload, event: Payload) -> None:
        if text_at(event, "tab") == "home":
            # What somebody had filtered stays so.
            act(body, services, kind="home", value=text_at(event, "view", "private_metadata"))

    return listen
