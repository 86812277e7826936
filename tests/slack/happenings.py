"""What happens in a workspace, told to the app as events if it may hear of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.slack.conversations import Channel
from tests.slack.records import Json, Message
from tests.slack.render import message_json

if TYPE_CHECKING:
    from tests.slack.state import Workspace

SCOPES = {
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
FAREWELLS = {"app_uninstalled", "tokens_revoked"}


class Happenings:
    """Makes an event of everything that the app has subscribed to, may read and is present at."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.send: Callable[[Json], None] = lambda event: None

    def tell(self, event: Json, *, name: str = "", channel: Channel | None = None) -> None:
        """Send the event, unless its subscription, its scope or the bot's presence is missing."""
        workspace = self._workspace
        name = name or event["type"]
        if name not in workspace.app.manifest.subscriptions:
            return
        if not workspace.is_installed and name not in FAREWELLS:
            return
        if name in SCOPES and SCOPES[name] not in workspace.scopes:
            return
        if channel is not None and workspace.bot_user_id not in channel.members:
            return
        self.send({"event_ts": workspace.next_ts(), **event})

    def said(self, message: Message) -> None:
        """Tell of a new message; one that mentions the bot makes two events, as in Slack."""
        channel = self._workspace.channels.get(message.channel)
        if channel is None:
            return
        about = self._about(message, channel) | {"event_ts": message.ts}
        self._tell_message(about, channel)
        self._tell_mention(message, about, channel)

    def changed(self, message: Message, previous: Message) -> None:
        """Tell of an edit; an edited mention comes as a mention once more, marked `edited`."""
        channel = self._workspace.channels.get(message.channel)
        if channel is None:
            return
        event = self._hidden("message_changed", previous, channel)
        event["message"] = message_json(message, self._workspace)
        self._tell_message(event, channel)
        if message.edited:
            self._tell_mention(message, self._about(message, channel), channel)

    def deleted(self, message: Message) -> None:
        channel = self._workspace.channels.get(message.channel)
        if channel is not None:
            event = self._hidden("message_deleted", message, channel)
            self._tell_message(event | {"deleted_ts": message.ts}, channel)

    def reacted(self, message: Message, name: str, user: str, *, added: bool) -> None:
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event: Json = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": item,
            "item_user": message.user,
        }
        self.tell(event, channel=self._workspace.channels[message.channel])

    def joined(self, channel: Channel, user: str) -> None:
        event: Json = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self._workspace.team_id,
        }
        self.tell(event, channel=channel)

    def _tell_message(self, event: Json, channel: Channel) -> None:
        self.tell(event, name=f"message.{channel.family}", channel=channel)

    def _tell_mention(self, message: Message, about: Json, channel: Channel) -> None:
        """A direct message mentions nobody; what the bot itself says neither."""
        bot = self._workspace.bot_user_id
        if channel.kind == "im" or message.user == bot or f"<@{bot}" not in message.text:
            return
        mention = {name: value for name, value in about.items() if name != "channel_type"}
        self.tell(mention | {"type": "app_mention"}, channel=channel)

    def _about(self, message: Message, channel: Channel) -> Json:
        about = message_json(message, self._workspace)
        return about | {"channel": channel.id, "channel_type": channel.event_kind}

    def _hidden(self, subtype: str, previous: Message, channel: Channel) -> Json:
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.event_kind,
            "ts": self._workspace.next_ts(),
            "previous_message": message_json(previous, self._workspace),
        }
