"""conversations.*: channels, who is in them and what was said there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.errors import SlackError, missing_scope
from tests.slack.paging import paged
from tests.slack.records import Message
from tests.slack.render import channel_json, message_json

MOST_MESSAGES = 999


def _channel(context: Context, arguments: Arguments, *, right: str | None = None) -> Channel:
    """Return the channel, if the token holds `right` (`read`, `history`) for its kind."""
    workspace = context.workspace
    channel = workspace.visible_channel(arguments.required("channel", error="channel_not_found"))
    if right is not None:
        _check_scope(context, f"{channel.family}:{right}")
    return channel


def _check_scope(context: Context, scope: str) -> None:
    workspace = context.workspace
    if scope not in workspace.scopes:
        raise missing_scope(workspace.app.manifest, [scope], workspace.scopes)


def _readable(context: Context, arguments: Arguments) -> Channel:
    """Return a channel whose messages a bot may read: it has to be in it."""
    channel = _channel(context, arguments, right="history")
    if context.workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def info(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="read")
    return {"channel": channel_json(channel, context.workspace)}


def members(context: Context, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(context, arguments, right="read")
    page, cursor = paged(arguments, sorted(channel.members))
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def join(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    channel = _channel(context, arguments)
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    channel.members.add(workspace.bot_user_id)
    workspace.happenings.joined(channel, workspace.bot_user_id)
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
    _check_scope(context, "im:write" if len(users) == 1 else "mpim:write")
    for user in users:
        workspace.check_reachable(user)
    channel = workspace.direct_channel(users)
    if arguments.flag("return_im"):
        return {"channel": channel_json(channel, workspace)}
    return {"channel": {"id": channel.id}}


def _between(arguments: Arguments, found: list[Message]) -> list[Message]:
    """Return the messages after `oldest` and before `latest`, or at them if that is `inclusive`."""
    oldest, latest = _moment(arguments, "oldest"), _moment(arguments, "latest")
    ends = {oldest, latest} if arguments.flag("inclusive") else set()
    return [m for m in found if (oldest or "0") < m.ts < (latest or "9" * 10) or m.ts in ends]


def _answer(
    context: Context, arguments: Arguments, page: list[Message], *, cursor: str
) -> dict[str, Any]:
    if not arguments.flag("include_all_metadata"):
        page = [replace(message, metadata=None) for message in page]
    return {
        "messages": [message_json(message, context.workspace) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _moment(arguments: Arguments, name: str) -> str:
    given = arguments.text(name)
    if given and not given.replace(".", "", 1).isdigit():
        raise SlackError(f"invalid_ts_{name}")
    return given


def history(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Return the latest messages first; with `oldest` alone, those that come right after it."""
    channel = _readable(context, arguments)
    said = context.workspace.said_in(channel.id)
    found = _between(arguments, [m for m in said if m.is_in_channel])
    from_oldest = arguments.text("oldest") != "" and arguments.text("latest") == ""
    page, cursor = paged(arguments, found if from_oldest else found[::-1], most=MOST_MESSAGES)
    return _answer(context, arguments, page[::-1] if from_oldest else page, cursor=cursor)


def replies(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Return a thread from its beginning; its first message comes whatever time is asked for."""
    channel = _readable(context, arguments)
    ts = arguments.required("ts", error="thread_not_found")
    said = context.workspace.said_in(channel.id)
    thread = [m for m in said if ts in (m.ts, m.thread_ts)]
    if not thread:
        raise SlackError("thread_not_found")
    first = [m for m in thread if m.ts == ts and not m.is_reply]
    found = _between(arguments, [m for m in thread if m not in first])
    page, cursor = paged(arguments, first + found, most=MOST_MESSAGES)
    return _answer(context, arguments, page, cursor=cursor)
