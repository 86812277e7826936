"""What people and Slack do to the app: commands, events, interactions, checks."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from urllib.parse import urlencode

from tests.slack.block_kit.blocks import options_answer
from tests.slack.core import Core
from tests.slack.delivery import FORM, Forgery, HttpRoute
from tests.slack.envelopes import command_payload, event_payload, interaction_payload
from tests.slack.errors import SlackError
from tests.slack.methods.views import settle_submission
from tests.slack.records import Ack, Json
from tests.slack.respond import speak
from tests.slack.signing import Signature
from tests.slack.tickets import ResponseUrl


class Sending(Core):
    """Sends Slack's requests and takes in the acknowledgements."""

    def connect_http(self, url: str) -> None:
        """Set the app's Request URL: from now on everything is sent there, signed."""
        self._courier.http = HttpRoute(self._workspace, url, self._courier.limit)

    def trigger_id(self) -> str:
        """Return a trigger_id as an interaction would bring it: good for one view, at once."""
        with self._workspace.changed:
            return self._context.triggers.issue()

    def response_url(self, *, user: str = "U0ALICE", channel: str = "C0GENERAL") -> str:
        """Return a response_url as a command would bring it."""
        with self._workspace.changed:
            issued = self._context.response_urls.issue(user, channel)
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
            url = self._context.response_urls.issue(user, channel)
            payload = command_payload(
                self._context, command, text, user=user, channel=place, url=url
            )
        ack = self._courier.command(payload, forgery=forgery)
        self._courier.judge(command, ack, forgery=forgery)
        if ack.ok and forgery.is_genuine:
            self._hear(command, url, ack)
        return ack

    def _hear(self, command: str, url: ResponseUrl, ack: Ack) -> None:
        """Show what the acknowledgement of a command itself says."""
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

    def interact(
        self, payload: Json, *, signature: Signature = "good", timestamp_offset: float = 0.0
    ) -> Ack:
        """Send an interaction, completed with what Slack adds, and return the acknowledgement."""
        forgery = Forgery(signature=signature, timestamp_offset=timestamp_offset)
        with self._workspace.changed:
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
        ack = self._courier.event(payload, forgery=forgery)
        self._courier.judge(f"event {event.get('type')}", ack, forgery=forgery)
        if not forgery.is_genuine:
            return ack
        return replace(ack, redeliveries=self._redeliver(payload, ack, forced=redeliver))

    def _redeliver(self, payload: Json, ack: Ack, *, forced: int) -> tuple[Ack, ...]:
        """Return the answers to an event sent again, until one is in time and none is forced."""
        acks: list[Ack] = []
        for attempt, delay in enumerate(self._event_retry_delays, start=1):
            last = acks[-1] if acks else ack
            if (last.ok and attempt > forced) or last.no_retry:
                break
            time.sleep(delay)
            acks.append(self._courier.event(payload, attempt=attempt, reason=retry_reason(last)))
        return tuple(acks)

    def verify_url(self) -> Ack:
        """Send the challenge that Slack sends when a Request URL is entered."""
        challenge = secrets.token_hex(20)
        payload = {
            "token": self._workspace.verification_token,
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
        fields = {"ssl_check": "1", "token": self._workspace.verification_token}
        ack = self._courier.http.send(urlencode(fields).encode(), FORM)
        self._courier.judge("ssl_check", ack)
        return ack


def check_options(answer: object) -> None:
    """Raise unless the app answered a menu's question with options."""
    problems = list(options_answer(answer, ""))
    if problems:
        raise SlackError("invalid_arguments", details=problems)


def retry_reason(ack: Ack) -> str:
    """Return Slack's word for why an event is sent again after this answer."""
    if ack.status == 0 and not ack.timed_out:
        return "connection_failed"
    return "http_timeout" if ack.timed_out or ack.ok else "http_error"
