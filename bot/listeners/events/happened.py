"""What a `message` event of a channel tells: somebody wrote, changed or deleted a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from slack_bolt import BoltContext

from bot.listeners.payload import Payload, message_text, text_at

# A message with one of these subtypes has words in it that somebody wrote.
_WRITTEN = ("", "bot_message", "file_comment", "file_share", "me_message", "thread_broadcast")

# What stands in the place of a deleted message for as long as it has replies.
_TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that became of one message.

    author: "" where it is no person's.
    by_app: whether an app wrote it.
    moment: which of several edits of the same message this is; "" for a new one.
    """

    what: Literal["written", "edited", "deleted"]
    channel: str
    ts: str
    thread: str = ""
    author: str = ""
    by_app: bool = False
    text: str = field(default="", repr=False)
    moment: str = ""


def happened(event: Payload, context: BoltContext) -> Happened | None:
    """Return what an event tells; None for what concerns nobody, such as joins and unfurls.

    Nothing that the bot itself wrote concerns anybody either.
    """
    channel, subtype = text_at(event, "channel"), text_at(event, "subtype")
    if not channel:
        return None
    if subtype == "message_deleted":
        return _deleted(event, channel)
    if subtype == "message_changed":
        return _changed(event, channel, context)
    if subtype not in _WRITTEN or event.get("hidden") or not text_at(event, "ts"):
        return None
    return _written(event, channel, context)


def _deleted(event: Payload, channel: str) -> Happened | None:
    ts = text_at(event, "deleted_ts") or text_at(event, "previous_message", "ts")
    return Happened(what="deleted", channel=channel, ts=ts) if ts else None


def _changed(event: Payload, channel: str, context: BoltContext) -> Happened | None:
    """Return an edit, unless the words stayed: links that unfold, replies and pins are none."""
    message, previous = event.get("message"), event.get("previous_message")
    if not isinstance(message, Mapping) or not (ts := text_at(message, "ts")):
        return None
    if text_at(message, "subtype") == _TOMBSTONE:
        return Happened(what="deleted", channel=channel, ts=ts)
    if isinstance(previous, Mapping):
        is_edit = _said(message) != _said(previous)
    else:
        is_edit = bool(message.get("edited"))
    # Edits are dated to the second, so two of them may share that; the events never do.
    moment = text_at(event, "event_ts") or text_at(event, "ts") or text_at(message, "edited", "ts")
    return _told(message, channel, context, what="edited", moment=moment) if is_edit else None


def _written(event: Payload, channel: str, context: BoltContext) -> Happened | None:
    return _told(event, channel, context, what="written")


def _told(
    message: Payload,
    channel: str,
    context: BoltContext,
    *,
    what: Literal["written", "edited"],
    moment: str = "",
) -> Happened | None:
    author = text_at(message, "user") or text_at(message, "comment", "user")
    bot = text_at(message, "bot_id")
    if author == context.bot_user_id or (bot and bot == context.bot_id):
        return None
    return Happened(
        what=what,
        channel=channel,
        ts=text_at(message, "ts"),
        thread=text_at(message, "thread_ts"),
        author=author,
        by_app=bool(bot or message.get("bot_profile")) or not author,
        text=_said(message),
        moment=moment,
    )


def _said(message: Payload) -> str:
    """Return the words of a message; those about a file may stand apart from it."""
    comment = message.get("comment")
    about_file = {"text": text_at(comment, "comment")} if isinstance(comment, Mapping) else None
    return message_text(about_file or message)
