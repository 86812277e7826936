"""Where a request's message stands while the work on it goes on."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from bot.errors import BotError, DeliveryError, RateLimited, StepFailed, Unreachable
from bot.messages.message import Message
from bot.messages.states import working
from bot.outgoing.delivery import Delivery
from bot.place import Place
from bot.request import ExplainRequest
from bot.store import Store
from bot.store.requests import POSTING

logger = logging.getLogger(__name__)

# By so much Slack's clock may go behind ours: where it is more than five minutes, requests are
# refused as too old.
CLOCKS_APART_SECONDS = 330.0


class Progress:
    """Shows that the work goes on, once it takes longer than `patience` seconds.

    The message that says so becomes the answer in the end, so there is never more than one.
    """

    def __init__(
        self, request: ExplainRequest, delivery: Delivery, store: Store, *, patience: float
    ) -> None:
        self._request = request
        self._delivery = delivery
        self._store = store
        self._timer = threading.Timer(patience, self._show)
        self._timer.daemon = True
        self._posting = threading.Lock()
        self._ended = False

    def __enter__(self) -> Progress:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._posting:
            self._ended = True

    def finish(self, message: Message) -> None:
        """Post the answer, or put it where the work was shown to go on; not twice.

        Raises: DeliveryError.
        """
        with self._posting:
            self._ended = True
            if self._has_no_place:
                return
            if self._request.is_private:
                self._tell(message)
            else:
                self._put(message)

    def finish_privately(self, message: Message, *, maybe_shown: bool = False) -> None:
        """Say why there is no answer: in place if something is shown, else to the asker alone.

        A workflow that asks for nobody hears of it by its step alone.
        maybe_shown: something may be shown that the store does not know of, so look first.
        Raises: DeliveryError.
        """
        with self._posting:
            self._ended = True
            place = self._store.requests.place(self._request.id)
            if place is None and maybe_shown:
                place = self._shown()
            if place is not None:
                self._delivery.post(self._request, message, place=place)
            elif self._request.user and not self._has_no_place:
                self._delivery.tell(self._request, message)

    def _shown(self) -> Place | None:
        """Return where the work was shown to go on, as far as that can be seen."""
        if self._request.is_private or self._has_no_place:
            return None
        try:
            since = accepted_at(self._request, self._store)
            return self._delivery.find(self._request, since=since)
        except DeliveryError as error:
            logger.info("request %s: was not looked for (%s)", self._request.id, error.code)
            return None

    @property
    def _has_no_place(self) -> bool:
        """A step of a workflow may ask for its outputs alone."""
        return not self._request.channel

    @property
    def _is_shown(self) -> bool:
        """Before a crash; what failed in place, and is tried again, is not."""
        requests, identifier = self._store.requests, self._request.id
        return requests.place(identifier) is not None and requests.state(identifier) == POSTING

    def _show(self) -> None:
        with self._posting:
            if self._ended or self._has_no_place or self._is_shown:
                return
            try:
                message = working(self._request)
                if self._request.is_private:
                    self._delivery.tell(self._request, message)
                else:
                    self._put(message)
            except BotError as error:
                logger.info("request %s: could not show progress (%s)", self._request.id, error)

    def _tell(self, message: Message) -> None:
        requests, identifier = self._store.requests, self._request.id
        unsure = requests.state(identifier) == POSTING
        requests.set_state(identifier, POSTING)
        since = accepted_at(self._request, self._store)
        self._delivery.tell(self._request, message, maybe_told=unsure, since=since)

    def _put(self, message: Message) -> None:
        """Post or update, and remember where; a crash in between is seen by the state left."""
        requests, identifier = self._store.requests, self._request.id
        place, before = requests.place(identifier), requests.state(identifier)
        unsure = place is None and before == POSTING
        requests.set_state(identifier, POSTING)
        found: Place | None
        try:
            found = self._publish(message, place=place, maybe_posted=unsure)
        except DeliveryError as error:
            if before is not None and not isinstance(error, Unreachable):
                requests.set_state(identifier, before)
            if isinstance(error, RateLimited) and (place is not None or unsure):
                # What is shown would stay as it is for ever; a little later it can be changed.
                raise
            found = self._tell_instead(message, error)
        if found is not None and found != place:
            requests.set_place(identifier, found)

    def _publish(self, message: Message, *, place: Place | None, maybe_posted: bool) -> Place:
        return self._delivery.publish(
            self._request,
            message,
            place=place,
            maybe_posted=maybe_posted,
            since=accepted_at(self._request, self._store),
        )

    def _tell_instead(self, message: Message, error: DeliveryError) -> Place | None:
        try:
            return self._delivery.tell_instead(self._request, message, error)
        except DeliveryError as reason:
            if self._request.user:
                raise
            raise StepFailed(str(reason)) from error


def accepted_at(request: ExplainRequest, store: Store) -> float | None:
    """Return since when there can be a message about the request, in seconds since 1970."""
    created = store.requests.created(request.id)
    return None if created is None else created.timestamp() - CLOCKS_APART_SECONDS
