"""Sending a message to the moderators: the window that asks why, and what the sender is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.markup import mrkdwn, plain, quote
from bot.messages import callback_ids
from bot.messages.blocks import context, section
from bot.messages.message import Message
from bot.messages.review.windows import form, text_field, written
from bot.messages.spoken import message_of

NOTE = "note"
NOTE_LIMIT = 1_000


def send_window(about: str, *, text: str = "") -> dict[str, Any]:
    """Return the window behind "Send to review"; `read_note` reads what comes back.

    about: what its sender pointed at, as `private_metadata` takes it: up to 3,000 characters.
    text:  the message, if it is known already.
    """
    blocks = [
        section(
            mrkdwn(
                "The moderators get this message to look at, together with your name and your "
                "note. Its author is not told who sent it."
            )
        ),
        *([context(plain(quote(text)))] if text.strip() else []),
        text_field(
            NOTE,
            "Why should they look at it?",
            hint="You can leave this empty.",
            optional=True,
            limit=NOTE_LIMIT,
        ),
    ]
    return form(
        "Send to review",
        blocks,
        callback_id=callback_ids.SEND_TO_REVIEW,
        submit="Send",
        about=about,
    ) | {"notify_on_close": True}


def read_note(view: Mapping[str, Any]) -> str:
    """Return the note that somebody wrote, "" if they left it empty."""
    return written(view, NOTE)[:NOTE_LIMIT]


def sent() -> Message:
    """Return what the sender of a message reads, for their eyes alone."""
    return _told("Thank you. The moderators have it and will look at it.")


def sent_before(*, noted: bool) -> Message:
    """Return that the message is with the moderators already; `noted` if a note came with it."""
    added = "; your note was added" if noted else ""
    return _told(f"Thank you. The moderators have this message already{added}.")


def nowhere_to_send() -> Message:
    """Return that nobody has said yet where flagged messages go."""
    return _told(
        "There is no review channel yet, so nobody would see it. Ask an admin to choose one: "
        "my App Home, *Moderation*, *Settings…*"
    )


def _told(sentence: str) -> Message:
    return message_of([section(mrkdwn(sentence))])
