"""The workspace: who is in it, what was said, and what the app did wrong."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.slack.clock import Clock
from tests.slack.errors import SlackError
from tests.slack.manifest import bot_scopes
from tests.slack.records import Call, Json, Message, Refusal, Response


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation; `kind` is channel, im or mpim."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    kind: str = "channel"


def token_of(prefix: str) -> str:
    return f"{prefix}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(12)}"


def identifier(prefix: str) -> str:
    return prefix + secrets.token_hex(5).upper()


class Workspace:
    """Everything the stand-in knows. `changed` guards it and is notified on every change."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.team_id, self.app_id = identifier("T"), identifier("A")
        self.bot_user_id, self.bot_id = identifier("U"), identifier("B")
        self.bot_token, self.app_token = token_of("xoxb"), token_of("xapp-1")
        self.verification_token = secrets.token_hex(12)
        self.signing_secret = secrets.token_hex(16)
        self.scopes: set[str] = bot_scopes()
        self.app_scopes = {"connections:write"}
        self.token_is_revoked = False
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, Json] = {}
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.violations: list[str] = []
        self.responses: list[Response] = []
        self.private: list[Message] = []
        self.views: dict[str, Json] = {}
        self.removed: set[str] = set()
        self.due: list[tuple[float, Callable[[], None]]] = []
        self._messages: dict[tuple[str, str], Message] = {}
        self._last_ts = 0
        self.add_user(self.bot_user_id, name="explain", is_bot=True)

    def next_ts(self) -> str:
        """Return a message timestamp later than every earlier one: `1700000000.000100`."""
        self._last_ts = max(int(self.clock.now() * 1e6), self._last_ts + 1)
        return f"{self._last_ts // 10**6}.{self._last_ts % 10**6:06d}"

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Have `action` done once that time has passed; at once if it is nought."""
        if seconds <= 0:
            action()
        else:
            self.due.append((self.clock.now() + seconds, action))

    def settle(self) -> None:
        """Do what has come due since anybody last looked."""
        now = self.clock.now()
        ready = sorted((d for d in self.due if d[0] <= now), key=lambda d: d[0])
        self.due = [d for d in self.due if d[0] > now]
        for _, action in ready:
            action()

    def violation(self, sentence: str) -> None:
        self.violations.append(sentence)

    def refused(self, method: str, error: SlackError) -> None:
        """Note that a request was refused, and blame the app if it should have known better."""
        self.refusals.append(Refusal(method=method, error=error.code, details=error.details))
        if error.blame:
            self.violation(": ".join([method, error.code, *error.details]))

    def add_user(self, user_id: str, *, name: str | None = None, is_bot: bool = False) -> None:
        name = name or user_id.removeprefix("U0").lower()
        self.users.setdefault(
            user_id,
            {
                "id": user_id,
                "team_id": self.team_id,
                "name": name,
                "real_name": name.title(),
                "deleted": False,
                "is_bot": is_bot,
                "tz": "Etc/UTC",
                "locale": "en-GB",
                "profile": {"real_name": name.title(), "display_name": name},
            },
        )

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        for member in channel.members:
            self.add_user(member)

    def direct_channel(self, users: Iterable[str]) -> Channel:
        """Return the conversation of the bot with these users, opening it if there is none."""
        members = {self.bot_user_id, *users}
        for channel in self.channels.values():
            if channel.kind in {"im", "mpim"} and channel.members == members:
                return channel
        kind = "im" if len(members) == 2 else "mpim"
        prefix = "D" if kind == "im" else "G"
        channel = Channel(
            id=identifier(prefix), name="directmessage", members=members, is_private=True, kind=kind
        )
        self.add_channel(channel)
        return channel

    def visible_channel(self, channel_id: str) -> Channel:
        """Return the channel if the bot may know of it, or raise channel_not_found."""
        channel = self.channels.get(channel_id)
        hidden = channel is not None and channel.is_private
        if channel is None or (hidden and self.bot_user_id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def put(self, message: Message) -> Message:
        self._messages[message.channel, message.ts] = message
        self.changed.notify_all()
        return message

    def whisper(self, message: Message) -> Message:
        self.private.append(message)
        self.changed.notify_all()
        return message

    def change(self, message: Message, **changes: Any) -> Message:
        return self.put(replace(message, **changes))

    def remove(self, message: Message) -> None:
        self._messages.pop((message.channel, message.ts), None)
        self.removed.add(message.ts)
        self.private = [other for other in self.private if other.ts != message.ts]
        self.changed.notify_all()

    def find(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get((channel_id, ts))

    def said_in(self, channel_id: str) -> list[Message]:
        """Return the channel's messages, oldest first, as everybody in it sees them."""
        said = [m for (channel, _), m in self._messages.items() if channel == channel_id]
        return sorted(said, key=lambda message: message.ts)
