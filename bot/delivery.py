"""Brings answers to Slack, and to the best place that is still open if the first one is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.backoff import Backoff
from bot.errors import CannotPost, DeliveryError, NotInChannel, ShareNotSeen
from bot.messages import Message
from bot.request import ExplainRequest
from bot.slack_api import call, quiet_logger
from bot.upload import Uploader

TIMEOUT_SECONDS = 10


class Delivery:
    """Posts answers as the bot; safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        *,
        bot_name: str,
        backoff: Backoff | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._bot_name = bot_name
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._uploader = Uploader(client, backoff=self._backoff, sleep=sleep)

    def upload(self, png: bytes, *, title: str) -> str:
        """Return the id of the uploaded picture, ready to be named in a message."""
        return self._uploader.upload(png, filename="explanation.png", title=title)

    def post(self, request: ExplainRequest, message: Message) -> None:
        """Post the message where the request came from, for everybody there.

        Raises: CannotPost where the bot may not write, ShareNotSeen if Slack does not show the
                message's picture, Unreachable if it is unknown whether the message was posted.
        """
        for pause in self._backoff:
            try:
                return self._post_to(request.channel, message)
            except ShareNotSeen:
                self._sleep(pause)
            except DeliveryError as error:
                raise self._closed(error, request.channel) from error
        raise ShareNotSeen

    def tell(self, request: ExplainRequest, message: Message) -> None:
        """Show the message to the asker alone: in the conversation, or else in their own."""
        try:
            self._respond(request, message)
        except DeliveryError:
            self._post_to(request.user, message)

    def _post_to(self, channel: str, message: Message) -> None:
        call(
            self._client.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )

    def _respond(self, request: ExplainRequest, message: Message) -> None:
        webhook = WebhookClient(
            request.response_url,
            timeout=min(TIMEOUT_SECONDS, self._client.timeout),
            ssl=self._client.ssl,
            logger=quiet_logger("slack_sdk.web", logging.CRITICAL),
            retry_handlers=self._client.retry_handlers,
        )
        response = call(
            webhook.send,
            text=message.text,
            blocks=message.blocks or None,
            response_type="ephemeral",
            replace_original=False,
        )
        if response.status_code != 200:
            raise DeliveryError(f"http_{response.status_code}")

    def _closed(self, error: DeliveryError, channel: str) -> DeliveryError:
        """Return what the refusal means for the people in the channel, if it is about them."""
        if error.code == "is_archived":
            advice = "Only you can see this, because this channel is archived."
            return CannotPost(error.code, f"{advice} Ask in another one.")
        if error.code.startswith("restricted_action"):
            advice = "Only you can see this, because not everybody may post in this channel."
            return CannotPost(error.code, f"{advice} An admin can allow it to this app.")
        if error.code not in ("not_in_channel", "channel_not_found"):
            return error
        if channel.startswith("D"):
            advice = "Only you can see this, because I am not part of this conversation."
            return CannotPost(error.code, f"{advice} Ask me in a channel to answer for everybody.")
        return NotInChannel(error.code, self._bot_name)
