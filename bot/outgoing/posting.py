"""One message on its way to one place, once."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.errors import (
    DeliveryError,
    MessageGone,
    MissingScope,
    ShareNotSeen,
)
from bot.messages.message import Message
from bot.outgoing.slack_api import Patience, call, named, quiet_logger
from bot.place import Place

RESPONSE_TIMEOUT_SECONDS = 10

# Messages carry the id of their request, so that it can be seen whether one is there already.
EVENT_TYPE = "explanation"

USER_PREFIXES = ("U", "W")

GONE = frozenset({"cant_update_message", "message_not_found", "thread_not_found"})


class Asker(Protocol):
    """Whom an answer is for, and where it was asked for: a request or a click."""

    @property
    def id(self) -> str: ...
    @property
    def team(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def thread(self) -> str: ...
    @property
    def response_url(self) -> str: ...


def post(
    client: WebClient, channel: str, message: Message, *, identifier: str, thread: str = ""
) -> Place:
    """Post a new message, for everybody in the channel, and return where it stands."""
    posted = call(
        client.chat_postMessage,
        channel=channel,
        thread_ts=thread or None,
        text=message.text,
        blocks=message.blocks,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"id": identifier}},
        unfurl_links=False,
        unfurl_media=False,
    )
    return Place(str(posted["channel"]), str(posted["ts"]))


def update(client: WebClient, place: Place, message: Message) -> None:
    """Have the message at this place say something else.

    Raises: MessageGone if it was deleted.
    """
    _changing(
        client.chat_update,
        channel=place.channel,
        ts=place.ts,
        text=message.text,
        blocks=message.blocks,
    )


def delete(client: WebClient, place: Place) -> None:
    """Delete the message at this place; one that is gone already is as good as deleted."""
    try:
        _changing(client.chat_delete, channel=place.channel, ts=place.ts)
    except MessageGone:
        return


def _changing(method: Callable[..., Any], **arguments: Any) -> None:
    try:
        call(method, **arguments)
    except DeliveryError as error:
        raise MessageGone(error.code) if error.code in GONE else error from error


def whisper(client: WebClient, asker: Asker, message: Message, *, thread: str = "") -> None:
    """Show the message to the asker alone, in the conversation where they asked."""
    call(
        client.chat_postEphemeral,
        channel=asker.channel,
        user=asker.user,
        thread_ts=thread or None,
        text=message.text,
        blocks=message.blocks,
    )


def direct_conversation(client: WebClient, user: str) -> str:
    """Return the id of the bot's own conversation with a user."""
    return str(call(client.conversations_open, users=user)["channel"]["id"])


def conversation(client: WebClient, channel: str) -> str:
    """Return the id of a conversation; a user's id stands for theirs with the bot.

    Without the permission to ask for it, Slack takes the user's id for posting too.
    """
    if not channel.startswith(USER_PREFIXES):
        return channel
    try:
        return direct_conversation(client, channel)
    except MissingScope:
        return channel


def respond(response_url: str, payload: dict[str, Any], *, patience: Patience) -> None:
    """Send a payload to a response_url, which needs no token.

    Raises: DeliveryError, also because it was used five times or is older than half an hour.
    """
    webhook = WebhookClient(
        response_url,
        timeout=RESPONSE_TIMEOUT_SECONDS,
        logger=quiet_logger("slack_sdk.web", logging.CRITICAL),
        retry_handlers=[patience],
    )
    response = call(webhook.send_dict, body=payload)
    if response.status_code != 200:
        raise _refused(response.status_code, response.body)


def _refused(status: int, body: str) -> DeliveryError:
    if "invalid slack file" in body:
        return ShareNotSeen()
    try:
        code = str(json.loads(body)["error"])
    except (ValueError, TypeError, KeyError):
        code = body.strip()
    return named(code if re.fullmatch(r"[a-z_]{1,40}", code) else f"http_{status}")
