"""The menu at the corner of an answer: details, JSON file, delete."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.listeners.clicked import act, value_of
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.listeners.windows import show_details
from bot.messages import choices
from bot.messages.choices import read_value


def more_choice(services: Services) -> Callable[..., None]:
    """Return the listener that opens the details, and hands over what takes longer."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        explanation, choice = read_value(value_of(body))
        if choice == choices.DETAILS:
            show_details(body, services, client, explanation=explanation)
        elif choice in (choices.JSON_FILE, choices.DELETE):
            act(body, services, kind=choice, explanation=explanation)

    return listen
