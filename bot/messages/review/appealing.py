"""The author's second look: asking for it, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.markup import mrkdwn, plain, quote
from bot.messages import callback_ids
from bot.messages.blocks import context, section
from bot.messages.message import Message
from bot.messages.review.windows import form, text_field, written
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case

TEXT = "text"
TEXT_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed:
    """What the author says; errors: by the field that has to show it, nothing is sent then."""

    text: str = field(repr=False)
    errors: Mapping[str, str]


def appeal_window(value: str, *, text: str = "") -> dict[str, Any]:
    """Return the window behind "Ask for a second look"; `read_appeal` reads what comes back.

    value: of the button that opened it.
    text:  the author's message, if it is still kept.
    """
    blocks = [
        section(
            mrkdwn(
                "Another moderator than the first one reads your message again, together with "
                "what you write here. You can ask once."
            )
        ),
        *([context(plain(f"You wrote: {quote(text)}"))] if text.strip() else []),
        text_field(TEXT, "What did the moderators get wrong?", limit=TEXT_LIMIT),
    ]
    return form(
        "Ask for a second look",
        blocks,
        callback_id=callback_ids.APPEAL,
        submit="Send",
        about=value,
    )


def read_appeal(view: Mapping[str, Any]) -> Appealed:
    """Return what the author says, or what is wrong with it."""
    text = written(view, TEXT)[:TEXT_LIMIT]
    return Appealed(text=text, errors={} if text else {TEXT: "Say in a few words what is wrong."})


def appeal_received() -> Message:
    """Return what the author reads once they have asked."""
    return message_of(
        [section(mrkdwn("Thank you. Another moderator looks at it; the answer comes here."))]
    )


def asked_before() -> Message:
    """Return that a second look can be asked for once."""
    return message_of(
        [section(mrkdwn("You have asked for a second look already. It can be asked for once."))]
    )


def no_more_appeals() -> Message:
    """Return that no second look is offered (any more)."""
    return message_of(
        [section(mrkdwn("A second look is not offered any more. Write to a moderator directly."))]
    )


def appeal_answer(case: Case, *, granted: bool, note: str = "") -> Message:
    """Return what the author reads when another moderator has looked.

    note: what that moderator wants them to know, "" for nothing.
    """
    if granted:
        told = (
            "Another moderator looked at your message again, and *you were right*: it is fine. "
            "The first decision is taken back. Sorry for the trouble."
        )
    else:
        told = (
            "Another moderator looked at your message again and *came to the same decision*. "
            "Thank you for asking. The matter is closed; apart from the moderators nobody is told."
        )
    about = [plain(f"You wrote: {quote(case.text)}")] if case.has_text else []
    said = [plain(f"They say: {quote(note)}")] if note else []
    blocks = [section(mrkdwn(told))]
    if about or said:
        blocks.append(context(*said, *about))
    return message_of(blocks)
