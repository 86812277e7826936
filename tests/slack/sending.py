"""What people and Slack do to the app: commands, events, interactions, checks."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import urlencode

from tests.slack.block_kit.blocks import options_answer
from tests.slack.core import Core
from tests.slack.delivery import FORM, Forgery, HttpRoute
from tests.slack.envelopes import command_payload, event_payload, interaction_payload
from tests.slack.errors import SlackError
from tests.slack.methods.views import settle_submission
from tests.slack.records import Ack, Json, Message
from tests.slack.respond import speak
from tests.slack.signing import Signature
from tests.slack.tickets import ResponseUrl

T = TypeVar("T")


class Sending(Core):
    """Sends Slack's requests and takes in the acknowledgements."""

    def connect_http(self, url: str) -> None:
        """Set the app's Request URL: from now on everything is sent there, signed."""
        self._courier.http = HttpRoute(self._backstage.app, url, self._courier.limit)

    def trigger_id(self, user: str = "U0ALICE") -> str:
        """Return a trigger_id as an interaction would bring it: good for one view, at once."""
        with self._workspace.changed:
            return self._context.triggers.issue(user)

    def response_url(
        self,
        *,
        user: str = "U0ALICE",
        channel: str = "C0GENERAL",
        clicked: Message | None = None,
    ) -> str:
        """Return a response_url as a command would bring it, or a click on a message."""
        message_ts = clicked.ts if clicked is not None else None
        with self._workspace.changed:
            issued = self._context.response_urls.issue(user, channel, message_ts=message_ts)
        return f"{self._context.base_url}response/{issued.key}"

    def command(
        self,
        command: str,
        text: str = "",
        *,
        user: str = "U0ALICE",
        channel: str = "C0GENERAL",
        signature: Signature = "good",
        timestamp_offset: float = 0.0,
    ) -> Ack:
        """Have a user type a slash command and return how the app acknowledged it.

        text: as Slack sends it, with `&`, `<` and `>` as entities; see `typed`.
        """
        workspace = self._workspace
        forgery = Forgery(signature=signature, timestamp_offset=timestamp_offset)
        with workspace.changed:
            workspace.add_user(user)
            place = workspace.channels[channel]
            place.members.add(user)
            self._check_command(command)
            url = self._context.response_urls.issue(user, channel)
            payload = command_payload(
                self._context, command, text, user=user, channel=place, url=url
            )
        ack = self._courier.command(payload, forgery=forgery)
        self._courier.judge(command, ack, forgery=forgery)
        if forgery.is_genuine:
            self._hear(command, url, ack)
        return ack

    def _check_command(self, command: str) -> None:
        known = self.manifest.commands
        if known is not None and command not in known:
            self._workspace.violation(f"manifest: there is no command {command}")

    def _hear(self, command: str, url: ResponseUrl, ack: Ack) -> None:
        """Show what the acknowledgement of a command itself says, or that there was none."""
        if not ack.ok:
            self._apologise(command, url, ack)
            return
        payload = {"text": ack.body} if isinstance(ack.body, str) else ack.body
        if not payload:
            return
        with self._workspace.changed:
            try:
                speak(self._context, url, payload=payload, via="ack")
            except SlackError as error:
                details = [error.code, *error.details]
                refusal = SlackError("invalid_command_response", details=details)
                self._workspace.refused(command, refusal)

    def _apologise(self, command: str, url: ResponseUrl, ack: Ack) -> None:
        """Have Slack tell the person, and nobody else, that the app did not answer."""
        reason = "operation_timeout" if ack.timed_out else "dispatch_failed"
        with self._workspace.changed:
            self._workspace.whisper(
                Message(
                    ts=self._workspace.next_ts(),
                    channel=url.channel,
                    user="USLACKBOT",
                    text=f"{command} failed with the error “{reason}”",
                    via="slackbot",
                    ephemeral_to=url.user,
                )
            )

    def interact(
        self, payload: Json, *, signature: Signature = "good", timestamp_offset: float = 0.0
    ) -> Ack:
        """Send an interaction, completed with what Slack adds, and return the acknowledgement."""
        forgery = Forgery(signature=signature, timestamp_offset=timestamp_offset)
        with self._workspace.changed:
            if not self.manifest.interactivity:
                self._workspace.violation("manifest: interactivity is not switched on")
            complete = interaction_payload(self._context, payload)
        ack = self._courier.interaction(complete, forgery=forgery)
        self._courier.judge(str(payload.get("type")), ack, forgery=forgery)
        if ack.ok and forgery.is_genuine:
            self._settle(complete, ack)
        return ack

    def _settle(self, payload: Json, ack: Ack) -> None:
        """Do what the acknowledgement of an interaction asks for, if its kind may ask."""
        kind = payload["type"]
        with self._workspace.changed:
            try:
                if kind == "view_submission":
                    settle_submission(self._context, payload["view"], ack.body)
                elif kind == "block_suggestion":
                    check_options(ack.body)
            except SlackError as error:
                self._workspace.refused(kind, error)

    def at_once(self, gestures: Sequence[Callable[[], T]]) -> list[T]:
        """Return what each gives, all done at the same moment by as many people.

        slack.at_once([partial(slack.command, "/explain", text) for text in texts])
        """
        together = threading.Barrier(len(gestures))

        def act(gesture: Callable[[], T]) -> T:
            together.wait()
            return gesture()

        with ThreadPoolExecutor(len(gestures)) as people:
            return list(people.map(act, gestures))

    def event(
        self,
        event: Json,
        *,
        redeliver: int = 0,
        signature: Signature = "good",
        timestamp_offset: float = 0.0,
    ) -> Ack:
        """Send an event and return the acknowledgement.

        redeliver: how many times to send it again although it was acknowledged, as Slack does
                   when the acknowledgement is lost. A slow or failed one is sent again anyway.
        """
        forgery = Forgery(signature=signature, timestamp_offset=timestamp_offset)
        with self._workspace.changed:
            payload = event_payload(self._context, event)
        return self._backstage.outbox.deliver(payload, redeliver=redeliver, forgery=forgery)

    def verify_url(self) -> Ack:
        """Send the challenge that Slack sends when a Request URL is entered."""
        challenge = secrets.token_hex(20)
        payload = {
            "token": self._workspace.app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        ack = self._courier.event(payload)
        self._courier.judge("url_verification", ack)
        answer = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        if ack.ok and answer not in (challenge, f"challenge={challenge}"):
            self._workspace.violation("url_verification: the challenge did not come back")
        return ack

    def ssl_check(self) -> Ack:
        """Send the request with which Slack now and then tests a command's address."""
        if self._courier.http is None:
            raise RuntimeError("ssl_check needs a Request URL: call connect_http first")
        fields = {"ssl_check": "1", "token": self._workspace.app.verification_token}
        ack = self._courier.http.send(urlencode(fields).encode(), FORM)
        self._courier.judge("ssl_check", ack)
        return ack


def check_options(answer: object) -> None:
    """Raise unless the app answered a menu's question with options."""
    problems = list(options_answer(answer, ""))
    if problems:
        raise SlackError("invalid_arguments", details=problems)
