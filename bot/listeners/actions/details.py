"""The button "Details" beside an explanation in the App Home."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.listeners.clicked import value_of
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.listeners.windows import show_details


def details_click(services: Services) -> Callable[..., None]:
    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        show_details(body, services, client, explanation=value_of(body))

    return listen
