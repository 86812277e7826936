"""chat.*: posting and changing messages, and pointing to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.conversations import Channel
from tests.slack.errors import SlackError
from tests.slack.methods.content import Content, read_content, thread_of
from tests.slack.records import Json, Message
from tests.slack.render import message_json
from tests.slack.sharing import linked_files, note_share

POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000


def _place(context: Context, arguments: Arguments) -> Channel:
    """Return where to post; a user's id stands for the direct conversation with them."""
    workspace = context.workspace
    wanted = arguments.required("channel", error="channel_not_found")
    if wanted in workspace.users:
        workspace.check_reachable(wanted)
        wanted = workspace.direct_channel([wanted]).id
    named = [c.id for c in workspace.channels.values() if wanted in (c.name, f"#{c.name}")]
    channel = workspace.visible_channel(named[0] if named else wanted)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not workspace.app.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _check_restriction(channel: Channel, thread: str | None) -> None:
    """Some channels take posts of few people only, some none in threads or none outside."""
    unless = {
        "restricted_action_thread_only_channel": thread is not None,
        "restricted_action_non_threadable_channel": thread is None,
    }
    if channel.restriction is not None and not unless.get(channel.restriction, False):
        raise SlackError(channel.restriction)


def _cut(context: Context, content: Content) -> Content:
    """Slack cuts off what is longer, without a word."""
    if len(content.text) <= POST_CHARACTERS:
        return content
    context.workspace.violation(f"chat.postMessage: text cut off at {POST_CHARACTERS} characters")
    return replace(content, text=content.text[:POST_CHARACTERS])


def post_message(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    channel = _place(context, arguments)
    joined = workspace.bot_user_id in channel.members
    if not joined and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    content = _cut(context, read_content(context, arguments))
    thread = thread_of(context, arguments, channel)
    _check_restriction(channel, thread)
    context.pace.check(channel.id)
    ts = workspace.next_ts()
    shared = linked_files(context, content.text, content.blocks)
    for file in shared:
        note_share(context, file, channel, ts=ts, thread=thread)
    fields = content.fields(context)
    message = workspace.put(
        Message(
            ts=ts,
            channel=channel.id,
            user=workspace.bot_user_id,
            thread_ts=thread,
            metadata=content.metadata,
            link_names=arguments.flag("link_names") or arguments.text("parse") == "full",
            **fields | {"files": fields["files"] + [context.with_bytes(f) for f in shared]},
        )
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(message, workspace),
    }


def post_ephemeral(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Tell one user; unlike for chat.postMessage, the bot has to be in the channel."""
    workspace = context.workspace
    channel = _place(context, arguments)
    user = arguments.required("user")
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(context, arguments)
    if len(content.text) > POST_CHARACTERS:
        raise SlackError("msg_too_long")
    message = Message(
        ts=workspace.next_ts(),
        channel=channel.id,
        user=workspace.bot_user_id,
        thread_ts=thread_of(context, arguments, channel),
        via="chat.postEphemeral",
        ephemeral_to=user,
        **content.fields(context),
    )
    _whisper(context, message)
    return {"message_ts": message.ts}


def _whisper(context: Context, message: Message) -> None:
    """Show an ephemeral message, unless its thread has no reply yet: Slack shows none there."""
    workspace = context.workspace
    if message.thread_ts is None or workspace.replies_to(message.channel, message.thread_ts):
        workspace.whisper(message)
    else:
        workspace.violation(
            f"chat.postEphemeral: thread {message.thread_ts} has no reply yet: nobody sees that"
        )


def _own_message(context: Context, arguments: Arguments) -> Message:
    """Return the message named by channel and ts, which has to be the bot's own."""
    workspace = context.workspace
    channel = workspace.visible_channel(arguments.required("channel", error="channel_not_found"))
    message = workspace.find(channel.id, arguments.required("ts", error="message_not_found"))
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    if message.user != workspace.bot_user_id:
        raise SlackError("cant_update_message")
    return message


def update(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Replace a message's content. Text without blocks removes the blocks, as in Slack."""
    workspace = context.workspace
    message = _own_message(context, arguments)
    if workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    content = read_content(context, arguments)
    if len(content.text) > UPDATE_CHARACTERS:
        raise SlackError("msg_too_long")
    fields = content.fields(context)
    changed = workspace.change(
        message,
        **fields | {"files": [*_shared(context, arguments, message), *fields["files"]]},
        edited=not content.blocks,
        edited_ts=workspace.second(),
        metadata=content.metadata if "metadata" in arguments.given else message.metadata,
    )
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": content.text,
        "message": message_json(changed, workspace),
    }


def _shared(context: Context, arguments: Arguments, message: Message) -> list[Json]:
    """Return the files that the message shares from now on: those of `file_ids` if given."""
    given = arguments.text("file_ids")
    if not given:
        return [file for file in message.files if not file.get("in_block")]
    wanted = arguments.decoded("file_ids") if given.startswith("[") else given.split(",")
    return [context.with_bytes(context.files.get(str(file_id))) for file_id in wanted]


def permalink(context: Context, arguments: Arguments) -> dict[str, Any]:
    workspace = context.workspace
    wanted = arguments.required("channel", error="channel_not_found")
    channel = workspace.visible_channel(wanted, to=arguments.caller)
    message = workspace.find(channel.id, arguments.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    address = f"{context.base_url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": address + thread}
