"""A workspace: who is in it and what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from tests.slack.app import SlackApp, identifier
from tests.slack.conversations import Channel
from tests.slack.errors import SlackError
from tests.slack.happenings import Happenings
from tests.slack.records import Json, Message
from tests.slack.tokens import Token


class Workspace:
    """Everything that belongs to one team; `changed` is notified on every change."""

    def __init__(self, app: SlackApp, name: str = "Stand-in") -> None:
        self.app, self.clock, self.changed = app, app.clock, app.changed
        self.name = name
        self.team_id = identifier("T")
        self.bot_user_id, self.bot_id = identifier("U"), identifier("B")
        self.scopes = set(app.manifest.scopes)
        self.is_installed = True
        self.renew_token()
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, Json] = {}
        self.user_groups: dict[str, set[str]] = {}
        self.private: list[Message] = []
        self.views: dict[str, Json] = {}
        self.removed: set[str] = set()
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.happenings = Happenings(self)
        self._messages: dict[str, dict[str, Message]] = {}
        self._replies: dict[tuple[str, str], dict[str, str]] = {}
        self._last_ts = 0
        self.add_user(self.bot_user_id, name="explain", is_bot=True)

    def renew_token(self) -> None:
        """Issue another bot token, one that expires if the app has switched rotation on."""
        rotates = self.app.manifest.rotates_tokens
        self.token: Token = self.app.tokens.issue(
            "bot", self.scopes, team=self.team_id, rotates=rotates
        )

    def install(self, scopes: Iterable[str]) -> None:
        """Let the app in with these rights; if it is in already, it keeps a token that lasts."""
        self.scopes.clear()
        self.scopes.update(scopes)
        self.is_installed = True
        if self.token.refused_with is not None or self.app.manifest.rotates_tokens:
            self.renew_token()

    def next_ts(self) -> str:
        """Return a message timestamp later than every earlier one: `1700000000.000100`."""
        self._last_ts = max(int(self.clock.now() * 1e6), self._last_ts + 1)
        return f"{self._last_ts // 10**6}.{self._last_ts % 10**6:06d}"

    def second(self) -> str:
        """Return the time of an edit: Slack tells whole seconds, as `1700000000.000000`."""
        return f"{int(self.clock.now())}.000000"

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Have `action` done once that time has passed; at once if it is nought."""
        if seconds <= 0:
            action()
        else:
            self.due.append((self.clock.now() + seconds, action))

    def settle(self) -> None:
        """Do what has come due since anybody last looked."""
        if not self.due:
            return
        now = self.clock.now()
        ready = sorted((d for d in self.due if d[0] <= now), key=lambda d: d[0])
        self.due = [d for d in self.due if d[0] > now]
        for _, action in ready:
            action()

    def violation(self, sentence: str) -> None:
        self.app.violation(sentence)

    def refused(self, method: str, error: SlackError) -> None:
        self.app.refused(method, error)

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
                "is_admin": False,
                "is_owner": False,
                "is_primary_owner": False,
                "is_restricted": False,
                "is_bot": is_bot,
                "tz": "Etc/UTC",
                "tz_offset": 0,
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
            if channel.kind != "channel" and channel.members == members:
                return channel
        is_pair = len(members) == 2
        channel = Channel(
            id=identifier("D" if is_pair else "G"),
            name="directmessage",
            members=members,
            is_private=True,
            kind="im" if is_pair else "mpim",
        )
        self.add_channel(channel)
        return channel

    def check_reachable(self, user: str) -> None:
        """Raise what Slack answers to somebody who would write to this user."""
        known = self.users[user]
        if known["deleted"]:
            raise SlackError("user_disabled")
        if known["is_bot"]:
            raise SlackError("cannot_dm_bot")

    def visible_channel(self, channel_id: str, *, to: str = "") -> Channel:
        """Return the channel if the bot may know of it, or raise channel_not_found.

        to: a person who asks instead of the bot.
        """
        channel = self.channels.get(channel_id)
        hidden = channel is not None and channel.is_private
        if channel is None or (hidden and (to or self.bot_user_id) not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def put(self, message: Message) -> Message:
        """Show a message, new or changed, and let the app hear of it."""
        previous = self.find(message.channel, message.ts)
        self.mark(message)
        if previous is None:
            self.happenings.said(message)
        else:
            self.happenings.changed(message, previous)
        return message

    def mark(self, message: Message, **changes: Any) -> Message:
        """Change a message in a way that is not an edit, such as a reaction."""
        marked = replace(message, **changes)
        self._messages.setdefault(message.channel, {})[message.ts] = marked
        if marked.is_reply:
            thread = self._replies.setdefault((marked.channel, str(marked.thread_ts)), {})
            thread[marked.ts] = marked.user
        self.changed.notify_all()
        return marked

    def change(self, message: Message, **changes: Any) -> Message:
        return self.put(replace(message, **changes))

    def react(self, message: Message, name: str, user: str) -> None:
        """Put an emoji on a message; nothing happens if this user's is there already."""
        current = self.find(message.channel, message.ts) or message
        users = tuple(current.reactions.get(name, ()))
        if user not in users:
            self.mark(current, reactions={**current.reactions, name: (*users, user)})
            self.happenings.reacted(current, name, user, added=True)

    def unreact(self, message: Message, name: str, user: str) -> None:
        current = self.find(message.channel, message.ts) or message
        left = {
            other: tuple(u for u in users if (other, u) != (name, user))
            for other, users in current.reactions.items()
        }
        self.mark(current, reactions={other: users for other, users in left.items() if users})
        self.happenings.reacted(current, name, user, added=False)

    def home_of(self, user: str) -> Json | None:
        """Return the App Home that was published for a user."""
        homes = (view for view in self.views.values() if view["type"] == "home")
        return next((view for view in homes if view["user"] == user), None)

    def whisper(self, message: Message) -> Message:
        self.private.append(message)
        self.changed.notify_all()
        return message

    def remove(self, message: Message) -> None:
        """Take a message away; one with replies leaves a tombstone, which is told as a change."""
        known = self._messages.get(message.channel, {}).get(message.ts)
        self.removed.add(message.ts)
        self.private = [other for other in self.private if other.ts != message.ts]
        if known is not None and self.replies_to(message.channel, message.ts):
            self.put(known.tombstone())
        elif known is not None:
            self._forget_message(known)
            self.happenings.deleted(known)
        self.changed.notify_all()

    def _forget_message(self, message: Message) -> None:
        self._messages[message.channel].pop(message.ts)
        if message.is_reply:
            self._replies[message.channel, str(message.thread_ts)].pop(message.ts)

    def find(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get(channel_id, {}).get(ts)

    def said_in(self, channel_id: str) -> list[Message]:
        """Return the channel's messages, oldest first, as everybody in it sees them."""
        return list(self._messages.get(channel_id, {}).values())

    def replies_to(self, channel_id: str, ts: str) -> Mapping[str, str]:
        """Return who replied to this message, by the replies' timestamps."""
        return self._replies.get((channel_id, ts), {})

    def n_said_in(self, channel_id: str) -> int:
        return len(self._messages.get(channel_id, {}))

    def forget(self) -> None:
        """Forget all that was said, so that a long run needs no more and more memory."""
        self._messages.clear()
        self._replies.clear()
        self.private.clear()
