"""Things that Slack hands out for a short time: trigger ids and response_urls."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.slack.clock import Clock
from tests.slack.errors import SlackError

RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Triggers:
    """trigger_ids: good for a few seconds and for one view."""

    clock: Clock
    seconds: float
    _issued: dict[str, tuple[float, str]] = field(default_factory=dict)
    _spent: set[str] = field(default_factory=set)

    def issue(self, user: str = "") -> str:
        """Return a new one, in Slack's form `132456.7890123.abcdef`, for what a person did."""
        number = secrets.randbelow(10**12)
        trigger_id = f"{number:012d}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = (self.clock.now(), user)
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Return who did what the trigger stands for."""
        if trigger_id not in self._issued:
            raise SlackError("invalid_trigger_id")
        if trigger_id in self._spent:
            raise SlackError("exchanged_trigger_id")
        issued_at, user = self._issued[trigger_id]
        if self.clock.now() - issued_at > self.seconds:
            raise SlackError("expired_trigger_id")
        self._spent.add(trigger_id)
        return user


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Where the app may answer one interaction: whom it reaches and how often it was used.

    message_ts: the message that was interacted with, which may be replaced or deleted.
    """

    key: str
    user: str
    channel: str
    issued_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class ResponseUrls:
    """response_urls: good for five uses within thirty minutes."""

    clock: Clock
    _issued: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(
        self,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> ResponseUrl:
        key = secrets.token_hex(12)
        self._issued[key] = ResponseUrl(
            key=key,
            user=user,
            channel=channel,
            issued_at=self.clock.now(),
            message_ts=message_ts,
            thread_ts=thread_ts,
        )
        return self._issued[key]

    def known(self, key: str) -> ResponseUrl | None:
        return self._issued.get(key)

    def use(self, key: str) -> ResponseUrl:
        """Return what the address stands for, having counted this use of it."""
        url = self._issued.get(key)
        if url is None:
            raise SlackError("invalid_url")
        if self.clock.now() - url.issued_at > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url
