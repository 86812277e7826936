"""Where files are shared, and who can see them therefore."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.slack.block_kit.schema import walk
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.files import SlackFile
from tests.slack.records import Json, Message


def note_share(
    context: Context, file: SlackFile, channel: Channel, *, ts: str, thread: str | None
) -> None:
    """Note that a message in a channel shares a file."""
    team_id = context.workspace.team_id
    entry: Json = {"ts": ts, "channel_name": channel.name, "team_id": team_id}
    places = file.shares.setdefault("private" if channel.is_private else "public", {})
    places.setdefault(channel.id, []).append(entry | ({"thread_ts": thread} if thread else {}))


def linked_files(context: Context, text: str, blocks: Sequence[Json]) -> list[SlackFile]:
    """Return the files whose permalinks a message has: Slack shares them with it."""
    texts = [text] + [str(node.get("text")) for node, _ in walk(list(blocks), "")]
    everything = "\n".join(texts)
    if f"{context.base_url}files/" not in everything:
        return []
    return [file for file in context.files.ready() if context.files.permalink(file) in everything]


def can_see(context: Context, user: str, file: SlackFile) -> bool:
    """Return whether a person can open a file.

    Only the one who uploaded it can, as long as it is not shared where they are, or shown by an
    image block of a message that they see.
    """
    if file.user == user:
        return True
    shared_in = {channel_id for places in file.shares.values() for channel_id in places}
    if any(_reads(context, user, channel_id) for channel_id in shared_in):
        return True
    return any(
        shown.get("in_block") and shown["id"] == file.id
        for message in _seen_by(context, user)
        for shown in message.files
    )


def _reads(context: Context, user: str, channel_id: str) -> bool:
    channel = context.workspace.channels.get(channel_id)
    return channel is not None and (not channel.is_private or user in channel.members)


def _seen_by(context: Context, user: str) -> Iterator[Message]:
    workspace = context.workspace
    yield from (message for message in workspace.private if message.ephemeral_to == user)
    for channel_id in workspace.channels:
        if _reads(context, user, channel_id):
            yield from workspace.said_in(channel_id)


def forget_file(context: Context, file: SlackFile) -> None:
    """Leave a tombstone for a deleted file in every message that showed it."""
    workspace = context.workspace
    tombstone = {"id": file.id, "mode": "tombstone", "name": file.name, "bytes": None}
    for channel_id in workspace.channels:
        for message in workspace.said_in(channel_id):
            if any(shown["id"] == file.id for shown in message.files):
                files = [tombstone if f["id"] == file.id else f for f in message.files]
                workspace.mark(message, files=files)
    file.content = None
