"""What a test gets to see: messages, calls and acknowledgements, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.slack.pings import pings_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as Slack keeps it; nothing in it is unescaped.

    files: every file that the message shows, shared with it or named by an image block, with
           its content under "bytes".
    via:   what brought it: a Web API method, "ack", "response_url", "person", "slackbot", or
           "app" for another one.
    edited_ts: when it was edited last; Slack tells whole seconds.
    ephemeral_to: the only user who sees it, or None.
    """

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: Sequence[Json] = ()
    files: Sequence[Json] = ()
    thread_ts: str | None = None
    via: str = "chat.postMessage"
    ephemeral_to: str | None = None
    edited: bool = False
    edited_ts: str = ""
    subtype: str | None = None
    metadata: Json | None = None
    attachments: Sequence[Json] = ()
    reactions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    link_names: bool = False
    bot_id: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in (None, self.ts)

    @property
    def is_in_channel(self) -> bool:
        """Return whether it shows outside of threads, as a reply does that was also sent there."""
        return not self.is_reply or self.subtype == "thread_broadcast"

    @property
    def is_tombstone(self) -> bool:
        """Return whether this only says that there was a message with replies."""
        return self.subtype == "tombstone"

    def tombstone(self) -> Message:
        """Return what is left of this message if it is deleted, but has replies."""
        return Message(
            ts=self.ts,
            channel=self.channel,
            user="USLACKBOT",
            text="This message was deleted.",
            thread_ts=self.ts,
            subtype="tombstone",
            via="slackbot",
        )

    @property
    def pings(self) -> tuple[str, ...]:
        """Return the mentions that would notify people, as they stand: `<!here>`, `<@U1>`."""
        return pings_of(self.text, self.blocks, link_names=self.link_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that the app made: a Web API method, "upload" or "response_url"."""

    method: str
    arguments: Mapping[str, Any]
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """How the app answered one request of Slack's.

    status:       the HTTP status; 200 for a Socket Mode acknowledgement; 0 for no answer at all.
    body:         JSON decoded to a dict, other text as it came, None for nothing.
    no_retry:     the app said that it does not want the event again.
    redeliveries: the answers to the times that an event was sent again.
    """

    status: int
    body: Json | str | None = None
    seconds: float = 0.0
    timed_out: bool = False
    no_retry: bool = False
    redeliveries: tuple[Ack, ...] = ()

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300 and not self.timed_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One use of a response_url, accepted or not; `error` is what it was refused with."""

    url: str
    payload: Json
    at: float
    error: str | None = None

    @property
    def text(self) -> str:
        return str(self.payload.get("text") or "")

    @property
    def blocks(self) -> Sequence[Json]:
        blocks: Sequence[Json] = self.payload.get("blocks") or ()
        return blocks

    @property
    def response_type(self) -> str:
        return str(self.payload.get("response_type") or "ephemeral")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One request that was answered with an error, for whatever reason."""

    method: str
    error: str
    details: tuple[str, ...] = ()
