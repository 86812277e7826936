"""chat.delete: whose messages a token can take away."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.records import Message


def delete(context: Context, arguments: Arguments) -> dict[str, Any]:
    """A bot deletes what it posted; a person what they wrote, an admin or owner everything."""
    workspace, caller = context.workspace, arguments.caller
    wanted = arguments.required("channel", error="channel_not_found")
    channel = workspace.visible_channel(wanted, to=caller)
    message = workspace.find(channel.id, arguments.required("ts", error="message_not_found"))
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    if not _may_delete(context, caller or workspace.bot_user_id, message):
        # What a bot may not delete is known beforehand; what a person may, the workspace decides.
        raise SlackError("cant_delete_message", blame=not caller)
    workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _may_delete(context: Context, user: str, message: Message) -> bool:
    person = context.workspace.users[user]
    return message.user == user or person["is_admin"] or person["is_owner"]
