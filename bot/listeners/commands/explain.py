"""`/explain some text`"""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.listeners.asking import hand_over, with_options
from bot.listeners.commands.shown import acknowledge
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.messages.message import Message
from bot.request import ExplainRequest


def explain_command(services: Services) -> Callable[..., None]:
    """Return the listener that takes a text, or shows how to give one."""

    def listen(ack: Ack, command: Payload) -> None:
        asked = ExplainRequest.from_command(command)
        read = with_options(asked, services, command=str(command["command"]))
        acknowledge(ack, read if isinstance(read, Message) else hand_over(read, services))

    return listen
