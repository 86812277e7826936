"""conversations.* and reactions.add."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.records import Message
from tests.slack.render import channel_json, message_json
from tests.slack.state import Channel

SCOPE_OF_KIND = {"im": "im", "mpim": "mpim"}


def _channel(context: Context, arguments: Arguments, *, right: str | None = None) -> Channel:
    """Return the channel, if the token holds `right` (`read`, `history`) for its kind."""
    workspace = context.workspace
    channel = workspace.visible_channel(arguments.required("channel", error="channel_not_found"))
    family = SCOPE_OF_KIND.get(channel.kind, "groups" if channel.is_private else "channels")
    scope = f"{family}:{right}"
    if right is not None and scope not in workspace.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))
    return channel


def info(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="read")
    return {"channel": channel_json(channel, context.workspace)}


def members(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="read")
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def join(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    channel = _channel(context, arguments)
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    channel.members.add(workspace.bot_user_id)
    return {"channel": channel_json(channel, workspace)}


def list_channels(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Return all channels that the bot may know of, of the kinds asked for."""
    workspace = context.workspace
    kinds = set(arguments.text("types", "public_channel").split(","))
    shown = [
        channel_json(channel, workspace)
        for channel in workspace.channels.values()
        if _kind(channel) in kinds
        and (not channel.is_private or workspace.bot_user_id in channel.members)
        and not (channel.is_archived and arguments.flag("exclude_archived"))
    ]
    return {"channels": shown, "response_metadata": {"next_cursor": ""}}


def _kind(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "private_channel" if channel.is_private else "public_channel"


def open_direct(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    users = [user for user in arguments.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    if any(user not in workspace.users for user in users):
        raise SlackError("user_not_found")
    channel = workspace.direct_channel(users)
    return {"channel": channel_json(channel, workspace)}


def _page(context: Context, arguments: Arguments, found: list[Message]) -> dict[str, Any]:
    """Return the messages between oldest and latest, with paging as Slack does it."""
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest", "9" * 10)
    inclusive = arguments.flag("inclusive")
    found = [m for m in found if oldest < m.ts < latest or (inclusive and m.ts in {oldest, latest})]
    start, limit = arguments.integer("cursor", 0), arguments.integer("limit", 100)
    more = len(found) > start + limit
    keep_metadata = arguments.flag("include_all_metadata")
    page = [m if keep_metadata else replace(m, metadata=None) for m in found]
    return {
        "messages": [message_json(m, context.workspace) for m in page[start : start + limit]],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


def history(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="history")
    if context.workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    said = context.workspace.said_in(channel.id)
    top_level = [m for m in said if m.thread_ts in (None, m.ts)]
    return _page(context, arguments, top_level[::-1])


def replies(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="history")
    ts = arguments.required("ts", error="thread_not_found")
    said = context.workspace.said_in(channel.id)
    thread = [m for m in said if ts in (m.ts, m.thread_ts)]
    if not thread:
        raise SlackError("thread_not_found")
    return _page(context, arguments, thread)


def react(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    channel = _channel(context, arguments)
    name = arguments.required("name", error="invalid_name").strip(":")
    message = workspace.find(channel.id, arguments.required("timestamp", error="bad_timestamp"))
    if channel.is_archived:
        raise SlackError("is_archived")
    if message is None:
        raise SlackError("message_not_found")
    users = tuple(message.reactions.get(name, ()))
    if workspace.bot_user_id in users:
        raise SlackError("already_reacted")
    reactions = {**message.reactions, name: (*users, workspace.bot_user_id)}
    workspace.change(message, reactions=reactions)
    return {}
