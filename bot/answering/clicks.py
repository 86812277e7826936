"""What happens after a click: the job "click"."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.action import Action
from bot.answering.access import may_use
from bot.answering.edit_reply import EditReply, reply_id
from bot.answering.home import Home
from bot.answering.progress import accepted_at
from bot.answering.rendering import GONE, Rendering
from bot.answering.sharing import Sharing
from bot.durable.careful import Careful, GaveUp
from bot.durable.exclusive import Exclusive
from bot.durable.steps import outlast, step
from bot.errors import StepFailed
from bot.jobs import Jobs
from bot.messages.choices import label_named
from bot.messages.message import Message
from bot.models import Models
from bot.moderation.overtime.queue import Filters
from bot.outgoing.delivery import Delivery
from bot.place import Place
from bot.request import ExplainRequest, hashed_id
from bot.store import Store

logger = logging.getLogger(__name__)

ANSWERED = "That is answered already, or just about to be."
NOTED = "Noted, thank you."
NOT_FOR_YOU = "These buttons are for the person who asked, and for those who saw the answer there."
NOT_YOURS = "Only the person who asked for an explanation can delete it."
ALREADY = "That was asked before: see the thread of this explanation."
ALREADY_ALONE = "That was asked before: the answer is for you alone, here or in a moment."
FORGOTTEN_TEXT = "The text itself is not kept here, so I cannot look at it again. Please ask anew."
FILE_SENT = "I have sent you the file in our direct messages."


class Clicks:
    """Does what a click asks for; each may come at any time, again, and from anybody."""

    def __init__(
        self,
        models: Models,
        delivery: Delivery,
        store: Store,
        careful: Careful,
        *,
        jobs: Jobs,
        home: Home,
    ) -> None:
        self._models = models
        self._delivery = delivery
        self._store = store
        self._jobs = jobs
        self._home = home
        self._rendering = Rendering(store)
        self._edits = EditReply(models, delivery, store, careful)
        self._sharing = Sharing(delivery, store)
        self._exclusive = Exclusive(store.leases)
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
        action = outlast(lambda: self._store.actions.get(identifier))
        if action is None:
            logger.info("click %s: erased before it was followed", identifier)
            return
        try:
            step(action.kind, action, lambda: self._do(action))
        except StepFailed as error:
            sentence = str(error)
            step("fail", action, lambda: self._tell(action, Message(sentence)))

    def give_up(self, identifier: str) -> None:
        """Tell the person that nothing will come of the click."""
        action = outlast(lambda: self._store.actions.get(identifier))
        if action is not None:
            step("fail", action, lambda: self._give_up(action, Message(str(GaveUp(action.id)))))

    def _give_up(self, action: Action, message: Message) -> None:
        if action.kind != "edit" or not self._edits.withdraw(action, message):
            self._tell(action, message)

    def _do(self, action: Action) -> None:
        if action.kind in self._about_people:
            self._about_people[action.kind](action)
            return
        request = self._store.requests.get(action.explanation)
        if request is None:
            raise StepFailed(GONE)
        if not may_use(
            request, self._store, team=action.team, user=action.user, channel=action.channel
        ):
            raise StepFailed(NOT_FOR_YOU)
        follow = self._about_answers[action.kind]
        key = f"{action.team} {follow.__name__} {request.id}"
        with self._exclusive.turn(key, holder=action.id):
            follow(action, request)

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
        self._need_text(request)
        self._edits.give(action, request)

    def _label(self, action: Action, request: ExplainRequest) -> None:
        """Have another label explained, below the explanation that was clicked."""
        self._need_text(request)
        label = label_named(action.value, self._models.get(request.model).labels)
        if label is None:
            raise StepFailed("The model does not have this label any more. Please ask again.")
        other = replace(
            request,
            id=hashed_id("label", request.id, label),
            user=action.user,
            channel=action.channel,
            thread="" if request.is_private else action.thread or action.message_ts,
            response_url=action.response_url,
            target=label,
            origin="button",
            function_execution="",
            source_ts="",
        )
        accepted = self._jobs.submit(other)
        if not accepted.new and not action.has_made(self._store.requests.get(other.id)):
            self._tell(action, Message(ALREADY_ALONE if request.is_private else ALREADY))

    def _share(self, action: Action, request: ExplainRequest) -> None:
        if action.user != request.user:
            raise StepFailed("Only the person who asked can share an explanation.")
        self._need_text(request)
        self._sharing.share(action, request)

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
        """Delete what is known of an answer, and then what is seen of it."""
        if action.user != request.user:
            raise StepFailed(NOT_YOURS)
        self._store.explanations.delete(request.id)
        self._unsay(reply_id(request.id), team=action.team)
        if request.is_private:
            self._delivery.delete_picture(request, since=accepted_at(request, self._store))
        if action.message_ts:
            place = Place(action.channel, action.message_ts)
            self._delivery.delete(place, team=action.team)
        else:
            self._delivery.remove_ephemeral(action.response_url)

    def _unsay(self, identifier: str, *, team: str) -> None:
        """Delete what was said below the answer, for it quotes the text."""
        place = self._store.requests.place(identifier)
        if place is not None:
            self._delivery.delete(place, team=team)
            self._store.explanations.delete(identifier)

    def _retry(self, action: Action, request: ExplainRequest) -> None:
        """Answer again what failed, or for the first time what was only looked at."""
        own = action.response_url if action.user == request.user else ""
        again = replace(request, response_url=own or request.response_url)
        if not self._jobs.again(again, attempt=action.id):
            self._tell(action, Message(ANSWERED))

    def _forget(self, action: Action) -> None:
        self._store.explanations.erase(action.team, action.user, following=action.id)
        self._home.publish(action.team, action.user)
        self._store.actions.delete(action.id)

    def _publish_home(self, action: Action) -> None:
        """Show somebody their home; `value` says what a moderator wants to see of the queue."""
        filters = Filters.read(action.value) if action.value else None
        self._home.publish(action.team, action.user, filters)

    def _need_text(self, request: ExplainRequest) -> None:
        if self._store.requests.has_text(request.id):
            return
        known = self._store.explanations.get(request.id)
        raise StepFailed(GONE if known is None else FORGOTTEN_TEXT)

    def _tell(self, action: Action, message: Message) -> None:
        self._delivery.tell(action, message)
