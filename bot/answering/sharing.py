"""Private answers, shown to everybody where they were asked for."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.action import Action
from bot.answering.progress import accepted_at
from bot.answering.rendering import Rendering, texts
from bot.errors import DeliveryError, StepFailed, Unreachable
from bot.messages.message import Message
from bot.outgoing.delivery import Delivery
from bot.outgoing.refusals import NOT_POSTED
from bot.request import ExplainRequest, hashed_id
from bot.store import Store
from bot.store.requests import ANSWERED, FAILED, POSTING

logger = logging.getLogger(__name__)

SHARED = "Shared: everybody in the conversation can see it now."


class Sharing:
    def __init__(self, delivery: Delivery, store: Store) -> None:
        self._delivery = delivery
        self._store = store
        self._rendering = Rendering(store)

    def share(self, action: Action, request: ExplainRequest) -> None:
        """Post a private answer for everybody, under a new id: it gets verdicts of its own.

        Raises: StepFailed, with the reason, if Slack does not take it there; DeliveryError.
        """
        public = replace(request, id=shared_id(request.id), visibility="channel")
        self._store.requests.add(public)
        for (old, _), (new, _) in zip(texts(request), texts(public), strict=True):
            self._store.explanations.copy(old, new, request=public.id)
        self._publish(public)
        if action.message_ts:
            self._delivery.tell(action, Message(SHARED))
        else:
            self._delivery.replace(action.response_url, Message(SHARED))

    def _publish(self, public: ExplainRequest) -> None:
        requests = self._store.requests
        place = requests.place(public.id)
        unsure = place is None and requests.state(public.id) == POSTING
        message = self._rendering.message(public)
        requests.set_state(public.id, POSTING)
        try:
            found = self._delivery.publish(
                public,
                message,
                place=place,
                maybe_posted=unsure,
                since=accepted_at(public, self._store),
            )
        except Unreachable:
            raise
        except DeliveryError as error:
            logger.info("request %s: not shared (%s)", public.id, error.code)
            requests.set_state(public.id, FAILED)
            raise StepFailed(self._delivery.reason(error, public, start=NOT_POSTED)) from error
        requests.set_place(public.id, found)
        requests.set_state(public.id, ANSWERED)


def shared_id(identifier: str) -> str:
    """Return the id under which everybody sees what has this id as a private answer."""
    return hashed_id("share", identifier)
