"""Messages, channels and users in the shape that Slack's JSON has."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.slack.block_kit.blocks import ACTIONABLE
from tests.slack.conversations import Channel
from tests.slack.records import Json, Message

if TYPE_CHECKING:
    from tests.slack.state import Workspace


def message_json(message: Message, workspace: Workspace) -> Json:
    """Return the message as methods and interaction payloads carry it."""
    about: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.team_id,
    }
    if message.user == workspace.bot_user_id:
        about |= _bot(workspace)
    elif message.bot_id is not None:
        about["bot_id"] = message.bot_id
    elif message.via == "person":
        place = f"{workspace.team_id}/{message.channel}/{message.ts}"
        about["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, place))
    optional: Json = {
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "blocks": identified(message.blocks),
        "files": [file_json(file) for file in message.files if not file.get("in_block")],
        "attachments": list(message.attachments),
        "edited": {"user": message.user, "ts": message.edited_ts} if message.edited else None,
        "parent_user_id": _parent_user(message, workspace),
        "metadata": message.metadata,
        "reactions": [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ],
    }
    optional |= _thread(message, workspace)
    about |= {name: value for name, value in optional.items() if value}
    return about if message.user else {name: about[name] for name in about if name != "user"}


def _thread(message: Message, workspace: Workspace) -> Json:
    """Return what a message tells of the thread that it begins, or of which it is shown outside."""
    if message.is_reply:
        root = workspace.find(message.channel, str(message.thread_ts))
        is_shown = message.subtype == "thread_broadcast" and root is not None
        return {"root": message_json(root, workspace)} if root and is_shown else {}
    replies = workspace.replies_to(message.channel, message.ts)
    if not replies:
        return {"hidden": message.is_tombstone}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted(set(replies.values())),
        "latest_reply": max(replies),
        "hidden": message.is_tombstone,
    }


def _bot(workspace: Workspace) -> Json:
    profile = {
        "id": workspace.bot_id,
        "app_id": workspace.app.id,
        "name": workspace.users[workspace.bot_user_id]["name"],
        "team_id": workspace.team_id,
        "deleted": False,
    }
    return {"bot_id": workspace.bot_id, "app_id": workspace.app.id, "bot_profile": profile}


def _parent_user(message: Message, workspace: Workspace) -> str | None:
    """Return who began the thread that this is a reply in."""
    if not message.is_reply:
        return None
    parent = workspace.find(message.channel, str(message.thread_ts))
    return parent.user if parent else None


def identified(blocks: Sequence[Json]) -> list[Json]:
    """Return the blocks with the ids that Slack gives to those that came without."""
    named = copy.deepcopy(list(blocks))
    for index, block in enumerate(named):
        block.setdefault("block_id", f"b{index}")
        parts = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for position, part in enumerate(parts):
            if isinstance(part, dict) and part.get("type") in ACTIONABLE:
                part.setdefault("action_id", f"a{index}.{position}")
    return named


def file_json(file: Json) -> Json:
    return {name: value for name, value in file.items() if name not in {"bytes", "in_block"}}


def channel_json(channel: Channel, workspace: Workspace) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel" and not channel.is_private,
        "is_group": channel.kind == "channel" and channel.is_private,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "context_team_id": workspace.team_id,
        "is_archived": channel.is_archived,
        "is_member": workspace.bot_user_id in channel.members,
        "num_members": len(channel.members),
    } | _partner(channel, workspace)


def _partner(channel: Channel, workspace: Workspace) -> Json:
    """Return whom a direct message is with."""
    others = sorted(channel.members - {workspace.bot_user_id})
    return {"user": others[0]} if channel.kind == "im" and others else {}
