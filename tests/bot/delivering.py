"""A delivery whose pauses pass at once, by the stand-in's clock."""

from __future__ import annotations

from typing import Any

from bot.messages.message import Message
from bot.outgoing.clients import Clients
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.settings import Secret, Settings
from tests.bot.fakes import PNG, request_for
from tests.slack import SlackStandIn

TEXT = "Negative 96%. Towards Negative: horrible +1.50"
ANSWER = Message(TEXT, [{"type": "section", "text": {"type": "mrkdwn", "text": "*Negative* 96%"}}])


def settings_of(slack: SlackStandIn, **changes: Any) -> Settings:
    usual: dict[str, Any] = {
        "bot_token": Secret(slack.bot_token),
        "signing_secret": Secret(slack.signing_secret),
        "app_token": None,
        "api_url": slack.api_url,
        "mode": "http",
        "port": 0,
        "model": "fake",
    }
    return Settings(**usual | changes)


def clients_of(slack: SlackStandIn) -> Clients:
    return Clients.single(settings_of(slack), sleep=slack.clock.advance)


def delivery_to(slack: SlackStandIn, *, clients: Clients | None = None) -> Delivery:
    return Delivery(clients or clients_of(slack), sleep=slack.clock.advance)


def ask(slack: SlackStandIn, channel: str = "C0GENERAL", **changes: str) -> ExplainRequest:
    """Return what a command in the channel asks for, with a fresh response_url."""
    usual = {"response_url": slack.response_url(channel=channel), "channel": channel}
    return request_for(**usual | changes)


def with_picture(delivery: Delivery, request: ExplainRequest) -> Message:
    """Return an answer that shows an uploaded picture."""
    file_id = delivery.upload(request, PNG, filename="explanation.png", title="Negative")
    image = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "Heatmap of the words."}
    return Message(TEXT, [*ANSWER.blocks, image])
