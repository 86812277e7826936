"""The settings in the App Home; each counts as soon as it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from bot.errors import Refused
from bot.listeners.clicked import act, value_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.messages.labels import LANGUAGES


def setting_choice(setting: str, services: Services) -> Callable[..., None]:
    """Return the listener that keeps one of somebody's settings: model, visibility or language."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        chosen = value_of(body)
        if chosen not in _offered(setting, services):
            raise Refused(
                "This choice is not offered any more. Open this page again to see what is."
            )
        person = addressee(body)
        preferences = services.store.preferences
        before = preferences.get(person.team, person.user)
        changed: dict[str, Any] = {setting: chosen}
        preferences.set(person.team, person.user, replace(before, **changed))
        act(body, services, kind="home")

    return listen


def _offered(setting: str, services: Services) -> tuple[str, ...]:
    offered = {
        "model": services.models.names,
        "visibility": ("channel", "private"),
        "language": tuple(LANGUAGES),
    }
    return offered[setting]
