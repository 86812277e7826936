"""The answer to "What would change it?", below the explanation that was clicked."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.action import Action
from bot.answering.progress import Progress
from bot.answering.rendering import GONE, Rendering
from bot.durable.careful import Careful
from bot.errors import StepFailed, StoreUnavailable
from bot.messages.edit import edit
from bot.messages.message import Message
from bot.messages.problem import problem
from bot.models import Explains, Models
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest, hashed_id
from bot.store import Store
from bot.store.requests import ANSWERED, FAILED
from explain_core.explanation import Explanation

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit

logger = logging.getLogger(__name__)


class EditReply:
    """patience: seconds of work after which it is shown that it goes on."""

    def __init__(
        self,
        models: Models,
        delivery: Delivery,
        store: Store,
        careful: Careful,
        *,
        patience: float = 1.0,
    ) -> None:
        self._models = models
        self._delivery = delivery
        self._store = store
        self._careful = careful
        self._patience = patience
        self._rendering = Rendering(store)

    def give(self, action: Action, request: ExplainRequest) -> None:
        """Answer in the thread, once for everybody; whoever asks again is told alone.

        Raises: StepFailed, DeliveryError.
        """
        explanation = self._store.explanations.get(request.id)
        if explanation is None:
            raise StepFailed(GONE)
        reply = reply_to(action, request)
        if not reply.is_private:
            self._store.requests.add(reply)
        if self._store.requests.state(reply.id) == ANSWERED:
            if action.has_made(self._store.requests.get(reply.id)):
                return
            self._delivery.tell(action, self._message(action, request, explanation))
            return
        with Progress(reply, self._delivery, self._store, patience=self._patience) as progress:
            try:
                message = self._message(action, request, explanation)
            except StoreUnavailable:
                raise
            except Exception as error:
                logger.error("click %s: no edit", action.id, exc_info=error)
                sentence = problem(error, request_id=action.id)
                progress.finish_privately(Message(sentence))
                self._store.requests.set_state(reply.id, FAILED)
                return
            progress.finish(message)
        self._store.requests.set_state(reply.id, ANSWERED)

    def withdraw(self, action: Action, message: Message) -> bool:
        """Return whether the message stands now where the work was shown to go on."""
        identifier = reply_id(action.explanation)
        place = self._store.requests.place(identifier)
        if place is None or self._store.requests.state(identifier) == ANSWERED:
            return False
        self._delivery.update(place, message, team=action.team)
        self._store.requests.set_state(identifier, FAILED)
        return True

    def _message(
        self, action: Action, request: ExplainRequest, explanation: Explanation
    ) -> Message:
        found = self._careful.run(
            action,
            (request.text,),
            here=lambda: deciding_edit(self._models.get(request.model), request.text),
            apart=lambda isolated: isolated.run(
                deciding_edit, request.text, model=self._models.source(request.model)
            ),
        )
        return edit(explanation, found, language=self._rendering.language(request))


def deciding_edit(explainer: Explains, text: str) -> DecidingEdit:
    """Return what would change the answer, the text being read as it was to explain it."""
    return explainer.deciding_edit(text, undo_evasion=explainer.multi_label)


def reply_to(action: Action, request: ExplainRequest) -> ExplainRequest:
    """Return the question behind a click, to be answered below what was clicked."""
    return replace(
        request,
        id=action.id if request.is_private else reply_id(request.id),
        user=action.user,
        channel=action.channel,
        thread=action.thread or ("" if request.is_private else action.message_ts),
        response_url=action.response_url,
    )


def reply_id(explanation: str) -> str:
    """Return the id of the one reply that everybody sees below an explanation."""
    return hashed_id("edit", explanation)
