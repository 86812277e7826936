"""Brings answers to Slack, and to the best place that is still open if the first one is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from slack_sdk import WebClient

from bot.errors import DeliveryError, Unreachable
from bot.markup import escape
from bot.messages.message import Message
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.conversations import message_at, thread_of
from bot.outgoing.posting import Asker, conversation, delete, direct_conversation, post, respond
from bot.outgoing.privately import Private, with_or_without_picture
from bot.outgoing.refusals import ALONE, NOT_POSTED, explained
from bot.outgoing.slack_api import Patience, call, impatient
from bot.outgoing.upload import Uploader
from bot.outgoing.versions import with_note
from bot.outgoing.writer import Writer
from bot.place import Place
from bot.request import ExplainRequest, unescape

logger = logging.getLogger(__name__)

# What the manifest calls the bot.
USUAL_NAME = "explain"

# How Slack says that a workflow does not wait: it was told already, or has been cancelled.
ENDED = frozenset({"execution_not_in_running_state", "function_execution_not_found"})


class Delivery:
    """Speaks to people as the bot; safe to use from several threads.

    Raises: DeliveryError, from every method, when nothing helped.
    """

    def __init__(
        self,
        clients: Clients,
        *,
        backoff: Backoff | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clients = clients
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._patience = Patience(self._backoff, sleep=sleep)
        self._writer = Writer(backoff=self._backoff, sleep=sleep)
        self._private = Private(clients, backoff=self._backoff, sleep=sleep)

    def upload(self, request: Asker, content: bytes, *, filename: str, title: str) -> str:
        """Return the id of the uploaded picture, ready to be named in a message."""
        with self._clients.using(request.team) as client:
            uploader = Uploader(client, backoff=self._backoff, sleep=self._sleep)
            return uploader.upload(content, filename=filename, title=title)

    def post(
        self,
        request: ExplainRequest,
        message: Message,
        *,
        place: Place | None = None,
        maybe_posted: bool = False,
        since: float | None = None,
    ) -> Place | None:
        """Return where the message stands now; None if only the asker sees it, for a while.

        place:        of the request's message, if it has one: that is changed.
        maybe_posted: it may have one that we do not know of, so look first.
        since:        when the request was made, in seconds since 1970.
        """
        if place is None and request.is_private:
            return self.tell(request, message)
        try:
            return self.publish(
                request, message, place=place, maybe_posted=maybe_posted, since=since
            )
        except DeliveryError as error:
            return self.tell_instead(request, message, error)

    def tell_instead(
        self, request: ExplainRequest, message: Message, error: DeliveryError
    ) -> Place | None:
        """Show the asker alone what could not be shown to everybody, and say why.

        Raises: DeliveryError, with that reason, if the request is nobody's.
        """
        if not request.user:
            reason = self.reason(error, request, start=NOT_POSTED)
            raise DeliveryError(error.code, reason) from error
        logger.warning("request %s: for the asker alone (%s)", request.id, error.code)
        return self.tell(request, with_note(message, self.reason(error, request)))

    def publish(
        self,
        request: ExplainRequest,
        message: Message,
        *,
        place: Place | None = None,
        maybe_posted: bool = False,
        since: float | None = None,
    ) -> Place:
        """Return where the message stands now, seen by everybody where it was asked for.

        The same as `post`, without another place if that one is closed.
        """
        if place is None and maybe_posted:
            place = self._found(request, since=since)
        if place is None:
            return self._post(request, message, since=since)
        self.update(place, message, team=request.team)
        return place

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
        """
        return self._private.tell(asker, message, maybe_told=maybe_told, since=since)

    def find(self, request: ExplainRequest, *, since: float | None = None) -> Place | None:
        """Return where the request's message stands, or None if there certainly is none."""
        with self._clients.using(request.team) as client:
            channel = conversation(client, request.channel)
            thread = _thread(client, channel, request)
            return self._writer.find(
                client, channel, identifier=request.id, thread=thread, since=since
            )

    def update(self, place: Place, message: Message, *, team: str) -> None:
        """Have the message at this place say something else; MessageGone if it was deleted."""
        with self._clients.using(team) as client:
            self._writer.change(client, place, message)

    def delete(self, place: Place, *, team: str) -> None:
        with self._clients.using(team) as client:
            delete(client, place)

    def delete_picture(self, request: ExplainRequest, *, since: float | None = None) -> None:
        """Delete what the asker of a private answer has of it in their own conversation."""
        try:
            place = self.find(replace(request, channel=request.user, thread=""), since=since)
        except DeliveryError as error:
            logger.info("request %s: its picture was not looked for (%s)", request.id, error.code)
            return
        if place is not None:
            self.delete(place, team=request.team)

    def replace(self, response_url: str, message: Message) -> None:
        """Have the message that was clicked on say something else."""

        def send(shown: Message) -> None:
            payload = {"text": shown.text, "blocks": shown.blocks, "replace_original": True}
            respond(response_url, payload, patience=self._patience)

        with_or_without_picture(message, send)

    def remove_ephemeral(self, response_url: str) -> None:
        """Take away the message that was clicked on, which only one person sees."""
        respond(response_url, {"delete_original": True}, patience=self._patience)

    def read(self, request: ExplainRequest) -> str:
        """Return the text of the message that the request points at; MessageGone without it."""
        with self._clients.using(request.team) as client:
            message = message_at(client, Place(request.channel, request.source_ts))
        return unescape(str(message.get("text") or ""))

    def send_file(
        self, asker: Asker, content: bytes, *, user: str, filename: str, title: str
    ) -> None:
        """Send somebody a file, in their own conversation with the bot."""
        with self._clients.using(asker.team) as client:
            channel = direct_conversation(client, user)
            uploader = Uploader(client, backoff=self._backoff, sleep=self._sleep)
            file_id = uploader.put(content, filename=filename, title=title, channel=channel)
            if uploader.appears(file_id, channel):
                return
            logger.warning("request %s: the share of a file does not appear", asker.id)
            link = call(client.files_info, file=file_id)["file"]["permalink"]
            post(client, channel, Message(f"<{link}|{escape(title)}>"), identifier=asker.id)

    def complete(self, request: ExplainRequest, outputs: Mapping[str, str]) -> None:
        """Give the outputs to the workflow that waits for them."""
        with self._clients.using(request.team) as client:
            self._end(client.functions_completeSuccess, request, outputs=dict(outputs))

    def fail(self, request: ExplainRequest, sentence: str) -> None:
        """Tell the workflow that waits that there will be no outputs."""
        with self._clients.using(request.team) as client:
            self._end(client.functions_completeError, request, error=sentence)

    def _end(
        self, method: Callable[..., object], request: ExplainRequest, **arguments: object
    ) -> None:
        try:
            call(method, function_execution_id=request.function_execution, **arguments)
        except DeliveryError as error:
            if error.code not in ENDED:
                raise
            logger.info("request %s: its workflow does not wait (any more)", request.id)

    def _found(self, request: ExplainRequest, *, since: float | None) -> Place | None:
        """Return where the request's message stands.

        Raises: Unreachable if it cannot be seen whether there is one: then none may be posted.
        """
        try:
            return self.find(request, since=since)
        except DeliveryError as error:
            raise Unreachable(error.code) from error

    def _post(self, request: ExplainRequest, message: Message, *, since: float | None) -> Place:
        """Post the message for everybody; nobody would see a reply to a deleted one."""
        with self._clients.using(request.team) as client:
            channel = conversation(client, request.channel)
            thread = _thread(client, channel, request)
            return self._writer.post(
                client, channel, message, identifier=request.id, thread=thread, since=since
            )

    def reason(self, error: DeliveryError, request: ExplainRequest, *, start: str = ALONE) -> str:
        """Return why not everybody sees the answer, in a sentence for its asker.

        start: how it begins where the reason is known.
        """
        return explained(
            error, request.channel, bot_name=lambda: self.bot_name(request.team), start=start
        )

    def bot_name(self, team: str) -> str:
        """Return what the bot is called in a workspace, as far as Slack says so."""
        try:
            return self._clients.bot_name(team)
        except DeliveryError:
            return USUAL_NAME


def _thread(client: WebClient, channel: str, request: ExplainRequest) -> str:
    if not request.thread:
        return ""
    return thread_of(impatient(client), Place(channel, request.thread))
