"""The menu "Explain another label"."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.listeners.clicked import act, value_of
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.messages.choices import read_value


def label_choice(services: Services) -> Callable[..., None]:
    def listen(ack: Ack, body: Payload) -> None:
        ack()
        explanation, label = read_value(value_of(body))
        act(body, services, kind="label", explanation=explanation, value=label)

    return listen
