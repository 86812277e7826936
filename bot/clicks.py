"""What happens after a click: the job "click"."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.action import Action
from bot.delivery import Delivery
from bot.engine import step
from bot.errors import StepFailed
from bot.home import Home
from bot.jobs import Jobs
from bot.messages.choices import label_named
from bot.messages.edit import edit
from bot.messages.message import Message
from bot.models import Models
from bot.place import Place
from bot.progress import Progress
from bot.rendering import GONE, Rendering
from bot.request import ExplainRequest, hashed_id
from bot.store import Store

logger = logging.getLogger(__name__)

ANSWERED = "That is answered already, or just about to be."
NOTED = "Noted, thank you."
NOT_YOURS = "Only the person who asked for an explanation can delete it."
ALREADY = "That was asked before: see the thread of this explanation."
FORGOTTEN_TEXT = "The text itself is not kept here, so I cannot look at it again. Please ask anew."
ERASED = "Done: I have deleted your explanations, and what you asked me."
SHARED = "Shared with everybody here."
FILE_SENT = "I have sent you the file in our direct messages."


class Clicks:
    """Does what a click asks for; each may come at any time, again, and from anybody."""

    def __init__(
        self, models: Models, delivery: Delivery, store: Store, *, jobs: Jobs, home: Home
    ) -> None:
        self._models = models
        self._delivery = delivery
        self._store = store
        self._jobs = jobs
        self._home = home
        self._rendering = Rendering(store)
        about_answers: dict[str, Callable[[Action, ExplainRequest], None]] = {
            "agree": self._judge,
            "disagree": self._judge,
            "edit": self._edit,
            "label": self._label,
            "share": self._share,
            "json": self._json,
            "delete": self._delete,
            "retry": self._retry,
            "explain": self._retry,
        }
        self._about_answers = about_answers
        self._about_people: dict[str, Callable[[Action], None]] = {
            "forget": self._forget,
            "home": self._publish_home,
        }

    def act(self, identifier: str) -> None:
        """Do what was clicked, or tell the person what came in the way."""
        action = self._store.actions.get(identifier)
        if action is None:
            logger.info("click %s: erased before it was followed", identifier)
            return
        try:
            step(action.kind, action, lambda: self._do(action))
        except StepFailed as error:
            sentence = str(error)
            step("fail", action, lambda: self._tell(action, Message(sentence)))

    def _do(self, action: Action) -> None:
        if action.kind in self._about_people:
            self._about_people[action.kind](action)
            return
        request = self._store.requests.get(action.explanation)
        if request is None or request.team != action.team:
            raise StepFailed(GONE)
        self._about_answers[action.kind](action, request)

    def _judge(self, action: Action, request: ExplainRequest) -> None:
        if not self._store.explanations.get(request.id):
            raise StepFailed(GONE)
        self._store.verdicts.set(request.id, action.user, action.kind)
        if self._store.requests.has_text(request.id):
            self._show_again(action, request)
        else:
            self._tell(action, Message(NOTED))

    def _show_again(self, action: Action, request: ExplainRequest) -> None:
        """Bring the message that was clicked up to date."""
        message = self._rendering.message(request)
        if action.message_ts and not request.is_private:
            place = Place(action.channel, action.message_ts)
            self._delivery.update(place, message, team=action.team)
        else:
            self._delivery.replace(action.response_url, message)

    def _edit(self, action: Action, request: ExplainRequest) -> None:
        """Answer "What would change it?" below the explanation, once for everybody."""
        self._need_text(request)
        explanation = self._store.explanations.get(request.id)
        if explanation is None:
            raise StepFailed(GONE)
        found = self._models.get(request.model).deciding_edit(request.text)
        self._reply(action, request, edit(explanation, found), name="edit")

    def _reply(
        self, action: Action, request: ExplainRequest, message: Message, *, name: str
    ) -> None:
        if request.is_private:
            self._tell(action, message)
            return
        reply = replace(
            request,
            id=hashed_id(name, request.id),
            user=action.user,
            channel=action.channel,
            thread=action.thread or action.message_ts,
            response_url=action.response_url,
        )
        if not self._store.requests.add(reply) and self._store.requests.place(reply.id):
            self._tell(action, message)
            return
        with Progress(reply, self._delivery, self._store, patience=60.0) as progress:
            progress.finish(message)
        self._store.requests.set_state(reply.id, "answered")

    def _label(self, action: Action, request: ExplainRequest) -> None:
        """Have another label explained, below the explanation that was clicked."""
        self._need_text(request)
        label = label_named(action.value, self._models.get(request.model).labels)
        if label is None:
            raise StepFailed("The model does not have this label any more. Please ask again.")
        accepted = self._jobs.submit(
            replace(
                request,
                id=hashed_id("label", request.id, label),
                user=action.user,
                channel=action.channel,
                thread="" if request.is_private else action.thread or action.message_ts,
                response_url=action.response_url,
                target=label,
                origin="button",
                function_execution="",
            )
        )
        if not accepted.new:
            self._tell(action, Message(ALREADY))

    def _share(self, action: Action, request: ExplainRequest) -> None:
        """Post a private answer for everybody, with a new id: it gets verdicts of its own."""
        if action.user != request.user:
            raise StepFailed("Only the person who asked can share an explanation.")
        public = replace(
            request,
            id=hashed_id("share", request.id),
            channel=action.channel or request.channel,
            visibility="channel",
            response_url=action.response_url,
        )
        self._need_text(request)
        self._store.requests.add(public)
        self._store.explanations.copy(request.id, public.id)
        with Progress(public, self._delivery, self._store, patience=60.0) as progress:
            progress.finish(self._rendering.message(public))
        self._store.requests.set_state(public.id, "answered")
        self._delivery.replace(action.response_url, Message(SHARED))

    def _json(self, action: Action, request: ExplainRequest) -> None:
        """Send the whole record as a file to the person who clicked."""
        record = self._rendering.shown(request).to_dict()
        content = json.dumps(record, ensure_ascii=False, indent=2).encode()
        self._delivery.send_file(
            request, content, user=action.user, filename="explanation.json", title="Explanation"
        )
        if not action.channel.startswith("D"):
            self._tell(action, Message(FILE_SENT))

    def _delete(self, action: Action, request: ExplainRequest) -> None:
        if action.user != request.user:
            raise StepFailed(NOT_YOURS)
        if action.message_ts and not request.is_private:
            place = Place(action.channel, action.message_ts)
            self._delivery.delete(place, team=action.team)
        else:
            self._delivery.remove_ephemeral(action.response_url)
        self._store.explanations.delete(request.id)

    def _retry(self, action: Action, request: ExplainRequest) -> None:
        """Answer again what failed, or for the first time what was only looked at."""
        again = replace(request, response_url=action.response_url or request.response_url)
        if not self._jobs.again(again, attempt=action.id):
            self._tell(action, Message(ANSWERED))

    def _forget(self, action: Action) -> None:
        self._store.explanations.erase(action.team, action.user)
        self._home.publish(action.team, action.user)

    def _publish_home(self, action: Action) -> None:
        self._home.publish(action.team, action.user)

    def _need_text(self, request: ExplainRequest) -> None:
        if not self._store.requests.has_text(request.id):
            raise StepFailed(FORGOTTEN_TEXT)

    def _tell(self, action: Action, message: Message) -> None:
        self._delivery.tell(action, message)
