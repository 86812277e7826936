"""files.*: the three-step upload, and what becomes of it."""

from __future__ import annotations

import re
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.errors import SlackError
from tests.slack.files import SlackFile
from tests.slack.records import Json, Message
from tests.slack.sharing import forget_file, note_share

ALT_TEXT_CHARACTERS = 1_000
CHANNELS = 100
CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")


def get_upload_url(context: Context, arguments: Arguments) -> dict[str, Any]:
    name = arguments.required("filename")
    length = arguments.integer("length", 0)
    if length <= 0:
        raise SlackError("missing_argument", details=["length"])
    alt_text = arguments.text("alt_txt")
    if len(alt_text) > ALT_TEXT_CHARACTERS:
        raise SlackError("alt_txt_too_large")
    user = context.workspace.bot_user_id
    file = context.files.begin(name, length, alt_text=alt_text, user=user)
    return {"upload_url": context.files.upload_url(file), "file_id": file.id}


def complete(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Finish uploads and share them; the share appears once Slack has processed the files."""
    wanted = arguments.decoded("files")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", details=["missing required field: files"])
    channels = _targets(context, arguments)
    blocks = arguments.blocks() if not arguments.text("initial_comment") else []
    if any(block.get("type") == "markdown" for block in blocks):
        raise SlackError("internal_error")
    context.check_blocks(blocks)
    finished = [_finish(context, entry) for entry in wanted]
    for channel in channels:
        _share_later(context, arguments, finished, channel=channel, blocks=blocks)
    return {"files": [context.files.describe(file, processed=False) for file in finished]}


def _finish(context: Context, entry: object) -> SlackFile:
    if not isinstance(entry, dict) or "id" not in entry:
        raise SlackError("invalid_arguments", details=["missing required field: id"])
    return context.files.complete(str(entry["id"]), title=entry.get("title"))


def _targets(context: Context, arguments: Arguments) -> list[Channel]:
    """Return where to share; being able to write without joining does not help here."""
    wanted = [c for c in arguments.text("channels").split(",") if c]
    channel_id = arguments.text("channel_id")
    if channel_id and not CHANNEL_ID.fullmatch(channel_id):
        complaint = f"input must match regex pattern: ^{CHANNEL_ID.pattern}$"
        raise SlackError("invalid_arguments", details=[f"{complaint} [json-pointer:/channel_id]"])
    wanted += [channel_id] if channel_id else []
    if len(wanted) > CHANNELS:
        raise SlackError("channels_limit_exceeded")
    found = []
    for name in wanted:
        found.append(_target(context, name))
    return found


def _target(context: Context, name: str) -> Channel:
    workspace = context.workspace
    if name in workspace.users:
        return workspace.direct_channel([name])
    channel = workspace.visible_channel(name)
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived or channel.restriction is not None:
        # Of the errors that Slack documents for this method, the one that fits.
        raise SlackError("posting_to_channel_denied")
    return channel


def _share_later(
    context: Context,
    arguments: Arguments,
    finished: list[SlackFile],
    *,
    channel: Channel,
    blocks: list[Json],
) -> None:
    if context.faults.take("share") is not None:
        return
    comment = arguments.text("initial_comment")
    thread_ts = arguments.text("thread_ts") or None

    def share() -> None:
        _share(context, finished, channel=channel, blocks=blocks, comment=comment, thread=thread_ts)

    context.workspace.later(context.files.ready_after, share)


def _share(
    context: Context,
    finished: list[SlackFile],
    *,
    channel: Channel,
    blocks: list[Json],
    comment: str,
    thread: str | None,
) -> None:
    workspace = context.workspace
    ts = workspace.next_ts()
    for file in finished:
        note_share(context, file, channel, ts=ts, thread=thread)
    workspace.put(
        Message(
            ts=ts,
            channel=channel.id,
            user=workspace.bot_user_id,
            text=comment,
            blocks=blocks,
            files=[context.with_bytes(f) for f in finished] + context.files_in_blocks(blocks),
            thread_ts=thread,
            via="files.completeUploadExternal",
            subtype="file_share",
        )
    )


def info(context: Context, arguments: Arguments) -> dict[str, Any]:
    file = context.files.get(arguments.required("file", error="file_not_found"))
    return {"file": context.files.describe(file), "comments": []}


def delete(context: Context, arguments: Arguments) -> dict[str, Any]:
    file = context.files.get(arguments.required("file", error="file_not_found"))
    if file.user != context.workspace.bot_user_id:
        raise SlackError("cant_delete_file")
    file.deleted = True
    forget_file(context, file)
    return {}
