"""Writes messages so that each stands there once, with its picture if Slack can show it."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from typing import TypeVar

from slack_sdk import WebClient

from bot.errors import DeliveryError, ShareNotSeen, Unreachable
from bot.messages.message import Message
from bot.outgoing.backoff import Backoff
from bot.outgoing.conversations import find
from bot.outgoing.posting import post, update
from bot.outgoing.versions import without_picture
from bot.place import Place

Result = TypeVar("Result")

POST_TRIES = 3

# Without a better word, a message that may be there already is at most this old.
LOOK_BACK_SECONDS = 24 * 3600.0


class Writer:
    """Posts and changes messages; safe to use from several threads."""

    def __init__(self, *, backoff: Backoff, sleep: Callable[[float], None]) -> None:
        self._backoff = backoff
        self._sleep = sleep

    def post(
        self,
        client: WebClient,
        channel: str,
        message: Message,
        *,
        identifier: str,
        thread: str = "",
        since: float | None = None,
    ) -> Place:
        """Return where the message stands; in doubt, look before trying again.

        Raises: DeliveryError; Unreachable if nobody knows whether it stands there.
        """

        def send(shown: Message) -> Place:
            return post(client, channel, shown, identifier=identifier, thread=thread)

        def look() -> Place | None:
            return self.find(client, channel, identifier=identifier, thread=thread, since=since)

        return self._with_picture(lambda shown: self._once(lambda: send(shown), look), message)

    def change(self, client: WebClient, place: Place, message: Message) -> None:
        """Have the message at this place say something else; MessageGone if it was deleted."""
        self._with_picture(lambda shown: update(client, place, shown), message)

    def find(
        self,
        client: WebClient,
        channel: str,
        *,
        identifier: str,
        thread: str = "",
        since: float | None = None,
    ) -> Place | None:
        """Return where the message with this id stands, or None if it certainly does not.

        since: how old it may be, in seconds since 1970.
        Raises: DeliveryError if that cannot be seen.
        """
        oldest = time.time() - LOOK_BACK_SECONDS if since is None else since
        return find(client, channel, identifier=identifier, since=oldest, thread=thread)

    def _once(self, send: Callable[[], Place], look: Callable[[], Place | None]) -> Place:
        doubt = Unreachable("not_tried")
        for pause in islice(self._backoff, POST_TRIES):
            try:
                return send()
            except Unreachable as error:
                doubt = error
            self._sleep(pause)
            try:
                found = look()
            except DeliveryError as error:
                raise doubt from error
            if found is not None:
                return found
        raise doubt

    def _with_picture(self, send: Callable[[Message], Result], message: Message) -> Result:
        """Send the message as soon as Slack can show its picture, or else without it."""
        for pause in self._backoff:
            try:
                return send(message)
            except ShareNotSeen:
                self._sleep(pause)
        return send(without_picture(message))
