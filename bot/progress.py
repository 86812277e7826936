"""Where a request's message stands while the work on it goes on."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from bot.delivery import Delivery
from bot.errors import BotError
from bot.messages.message import Message
from bot.messages.states import working
from bot.request import ExplainRequest
from bot.store import Store

logger = logging.getLogger(__name__)

# A request in this state may have its message in Slack already, whatever the store knows.
POSTING = "posting"


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
                self._delivery.tell(self._request, message)
            else:
                self._put(message)

    def finish_privately(self, message: Message) -> None:
        """Say why there is no answer: in place if something is shown, else to the asker alone.

        Raises: DeliveryError.
        """
        with self._posting:
            self._ended = True
            place = self._store.requests.place(self._request.id)
            if place is not None:
                self._delivery.post(self._request, message, place=place)
            elif not self._has_no_place:
                self._delivery.tell(self._request, message)

    @property
    def _has_no_place(self) -> bool:
        """A step of a workflow may ask for its outputs alone."""
        return not self._request.channel

    def _show(self) -> None:
        with self._posting:
            if self._ended or self._has_no_place or self._store.requests.place(self._request.id):
                return
            try:
                message = working(self._request)
                if self._request.is_private:
                    self._delivery.tell(self._request, message)
                else:
                    self._put(message)
            except BotError as error:
                logger.info("request %s: could not show progress (%s)", self._request.id, error)

    def _put(self, message: Message) -> None:
        """Post or update, and remember where; a crash in between is seen by the state left."""
        requests, identifier = self._store.requests, self._request.id
        place = requests.place(identifier)
        unsure = place is None and requests.state(identifier) == POSTING
        requests.set_state(identifier, POSTING)
        found = self._delivery.post(self._request, message, place=place, maybe_posted=unsure)
        if found is not None and found != place:
            requests.set_place(identifier, found)
