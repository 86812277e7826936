"""Brings a message to one person alone, whatever is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.errors import DeliveryError, ShareNotSeen
from bot.messages.message import Message
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.conversations import thread_is_open
from bot.outgoing.posting import Asker, conversation, respond, whisper
from bot.outgoing.slack_api import Patience, impatient
from bot.outgoing.versions import picture_of, without_picture
from bot.outgoing.writer import Writer
from bot.place import Place

logger = logging.getLogger(__name__)


class Private:
    """Speaks to askers; safe to use from several threads.

    A picture is seen by who may see its file, and a message that only one person sees for a while
    gives that right to nobody. So the picture goes to the asker's own conversation with the bot
    first, where it also stays when the other message has vanished.
    """

    def __init__(
        self, clients: Clients, *, backoff: Backoff, sleep: Callable[[float], None]
    ) -> None:
        self._clients = clients
        self._writer = Writer(backoff=backoff, sleep=sleep)
        self._patience = Patience(backoff, sleep=sleep)

    def tell(
        self,
        asker: Asker,
        message: Message,
        *,
        maybe_told: bool = False,
        since: float | None = None,
    ) -> Place | None:
        """Show the message to the asker alone: where they asked, or else in their own conversation.

        maybe_told: it may have been shown before, so look first, where one can look.
        since:      when that can have been, in seconds since 1970.
        Returns: where it stands, if that is in their own conversation with the bot.
        Raises:  DeliveryError if there is no way.
        """
        ways = self._ways(asker)
        shown = self._found(asker, since=since) if maybe_told else None
        if shown is None and ways:
            shown = self._share_picture(asker, message)
        if shown is not None and shown.channel == asker.channel:
            return self._write(asker, message, place=shown)
        for way in ways:
            try:
                way(asker, message if shown is not None else without_picture(message))
                return None
            except DeliveryError as error:
                logger.info("request %s: %s (%s)", asker.id, way.__name__.strip("_"), error.code)
        return self._write(asker, message, place=shown)

    def _ways(self, asker: Asker) -> list[Callable[[Asker, Message], None]]:
        """Return the ways to show something where it was asked for, the best one first."""
        ways: list[Callable[[Asker, Message], None]] = []
        if asker.response_url:
            ways.append(self._respond)
        if asker.channel not in ("", asker.user):
            ways.append(self._whisper)
        return ways

    def _respond(self, asker: Asker, message: Message) -> None:
        def send(shown: Message) -> None:
            payload = {
                "text": shown.text,
                "blocks": shown.blocks,
                "response_type": "ephemeral",
                "replace_original": False,
            }
            respond(asker.response_url, payload, patience=self._patience)

        with_or_without_picture(message, send)

    def _whisper(self, asker: Asker, message: Message) -> None:
        with self._clients.using(asker.team) as client:
            quick = impatient(client)
            is_open = asker.thread and thread_is_open(quick, asker.channel, asker.thread)
            thread = asker.thread if is_open else ""
            with_or_without_picture(
                message, lambda shown: whisper(client, asker, shown, thread=thread)
            )

    def _found(self, asker: Asker, *, since: float | None) -> Place | None:
        """Return where the message, or its picture, stands in the asker's own conversation."""
        try:
            with self._clients.using(asker.team) as client:
                channel = conversation(client, asker.user)
                return self._writer.find(client, channel, identifier=asker.id, since=since)
        except DeliveryError as error:
            logger.info("request %s: was not looked for (%s)", asker.id, error.code)
            return None

    def _share_picture(self, asker: Asker, message: Message) -> Place | None:
        """Return where the picture is shown to the asker for good, or None if there is none."""
        picture = picture_of(message)
        if picture is None:
            return None
        try:
            return self._post(asker, picture)
        except DeliveryError as error:
            logger.info("request %s: its picture stays unseen (%s)", asker.id, error.code)
            return None

    def _write(self, asker: Asker, message: Message, *, place: Place | None) -> Place:
        """Post the message in the asker's own conversation, or put it at a place there."""
        try:
            if place is None:
                return self._post(asker, message)
            with self._clients.using(asker.team) as client:
                self._writer.change(client, place, message)
            return place
        except DeliveryError as error:
            logger.error("request %s: there is no way to its asker (%s)", asker.id, error.code)
            raise

    def _post(self, asker: Asker, message: Message) -> Place:
        with self._clients.using(asker.team) as client:
            channel = conversation(client, asker.user)
            return self._writer.post(client, channel, message, identifier=asker.id)


def with_or_without_picture(message: Message, send: Callable[[Message], None]) -> None:
    """Send the message, without its picture if Slack cannot show that."""
    try:
        send(message)
    except ShareNotSeen:
        send(without_picture(message))
