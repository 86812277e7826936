"""Sends Slack's requests to the app, over HTTP or Socket Mode, and judges the answers."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from tests.slack.app import SlackApp
from tests.slack.records import Ack, Json
from tests.slack.signing import Signature, signed_headers

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """How a request differs from a genuine one: its signature, its age in seconds."""

    signature: Signature = "good"
    timestamp_offset: float = 0.0

    @property
    def is_genuine(self) -> bool:
        return self.signature == "good" and abs(self.timestamp_offset) < 300


GENUINE = Forgery()


@dataclass(slots=True)
class HttpRoute:
    """The app's Request URL."""

    app: SlackApp
    url: str
    limit: float

    def send(
        self,
        body: bytes,
        content_type: str,
        *,
        forgery: Forgery = GENUINE,
        headers: dict[str, str] | None = None,
    ) -> Ack:
        """Return how the app answered within the time that Slack gives it."""
        stamp = int(self.app.clock.now() + forgery.timestamp_offset)
        signed = signed_headers(
            self.app.signing_secret, body, timestamp=stamp, signature=forgery.signature
        )
        common = {"Content-Type": content_type, "User-Agent": USER_AGENT, "Accept": "*/*"}
        started = time.monotonic()
        try:
            ack = self._post(body, {**common, **signed, **(headers or {})})
        except TimeoutError:
            return Ack(status=0, seconds=time.monotonic() - started, timed_out=True)
        except (OSError, http.client.HTTPException):
            return Ack(status=0, seconds=time.monotonic() - started)
        seconds = time.monotonic() - started
        return replace(ack, seconds=seconds, timed_out=seconds > self.limit)

    def _post(self, body: bytes, headers: dict[str, str]) -> Ack:
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            address.hostname or "127.0.0.1", address.port, timeout=self.limit
        )
        try:
            path = address.path + (f"?{address.query}" if address.query else "")
            connection.request("POST", path or "/", body=body, headers=headers)
            response = connection.getresponse()
            no_retry = response.getheader("X-Slack-No-Retry") == "1"
            return Ack(status=response.status, body=decoded(response.read()), no_retry=no_retry)
        finally:
            connection.close()


def decoded(content: bytes) -> Json | str | None:
    """Return a JSON object as a dict, anything else as text, nothing as None."""
    text = content.decode("utf-8", errors="replace")
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict) else text


@dataclass(slots=True)
class Courier:
    """Chooses the route.

    through_socket: Socket Mode's, called with kind, payload and extra fields of an envelope.
    had_connection: whether the app has ever connected through Socket Mode.
    """

    app: SlackApp
    limit: float
    through_socket: Callable[[str, Json, Json], Ack]
    had_connection: Callable[[], bool]
    http: HttpRoute | None = None

    @property
    def has_app(self) -> bool:
        """Return whether there is, or was, an app that wants to hear of events."""
        return self.http is not None or self.had_connection()

    def command(self, payload: Json, *, forgery: Forgery = GENUINE) -> Ack:
        if self.http is None:
            return self.through_socket("slash_commands", payload, {})
        return self.http.send(urlencode(payload).encode(), FORM, forgery=forgery)

    def interaction(self, payload: Json, *, forgery: Forgery = GENUINE) -> Ack:
        if self.http is None:
            return self.through_socket("interactive", payload, {})
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return self.http.send(body, FORM, forgery=forgery)

    def event(
        self, payload: Json, *, attempt: int = 0, reason: str = "", forgery: Forgery = GENUINE
    ) -> Ack:
        if self.http is None:
            extra = {"retry_attempt": attempt, "retry_reason": reason}
            return self.through_socket("events_api", payload, extra)
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return self.http.send(
            json.dumps(payload).encode(),
            JSON,
            forgery=forgery,
            headers=retry if attempt else None,
        )

    def judge(self, what: str, ack: Ack, *, forgery: Forgery = GENUINE) -> None:
        """Note what the app did wrong in answering; a forged request must be turned away."""
        if not forgery.is_genuine:
            if ack.ok:
                self.app.violation(f"{what}: a forged or stale request was accepted")
            return
        if ack.timed_out:
            self.app.violation(f"{what}: no answer within {self.limit:g} s")
        elif ack.status == 0:
            self.app.violation(f"{what}: the app could not be reached")
        elif not ack.ok:
            self.app.violation(f"{what}: answered with HTTP status {ack.status}")
