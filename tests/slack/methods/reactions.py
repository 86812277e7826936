"""reactions.*: emoji on messages."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.records import Message
from tests.slack.render import message_json


def _message(context: Context, arguments: Arguments) -> Message:
    workspace = context.workspace
    channel = workspace.visible_channel(arguments.required("channel", error="no_item_specified"))
    ts = arguments.required("timestamp", error="no_item_specified")
    message = workspace.find(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message


def _name(arguments: Arguments) -> str:
    return arguments.required("name", error="invalid_name").strip(":")


def add(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace, name = context.workspace, _name(arguments)
    message = _message(context, arguments)
    if workspace.channels[message.channel].is_archived:
        raise SlackError("is_archived")
    if workspace.bot_user_id in message.reactions.get(name, ()):
        raise SlackError("already_reacted")
    workspace.react(message, name, workspace.bot_user_id)
    return {}


def remove(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace, name = context.workspace, _name(arguments)
    message = _message(context, arguments)
    if workspace.bot_user_id not in message.reactions.get(name, ()):
        raise SlackError("no_reaction")
    workspace.unreact(message, name, workspace.bot_user_id)
    return {}


def get(context: Context, arguments: Arguments) -> dict[str, Any]:
    message = _message(context, arguments)
    return {
        "type": "message",
        "channel": message.channel,
        "message": message_json(message, context.workspace),
    }
