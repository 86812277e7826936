"""The record as a file: the window that asks which part of it, and what comes with the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from bot.markup import mrkdwn
from bot.messages import callback_ids
from bot.messages.blocks import Element, field, option, section
from bot.messages.message import Message
from bot.messages.review.windows import chosen, form
from bot.messages.spoken import message_of

SINCE, UNTIL, CHANNEL, FORMAT = "since", "until", "channel", "format"

Format = Literal["csv", "json"]
_FORMATS = {"csv": "CSV, for a spreadsheet", "json": "JSON, for a program"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What somebody wants of the record.

    since, until: days such as 2026-03-01, the last one included; "" for no limit.
    channel:      "" for every one.
    errors:       by the field that has to show it; nothing is to be done if there are any.
    """

    since: str
    until: str
    channel: str
    format: Format
    errors: Mapping[str, str]


def export_window() -> dict[str, Any]:
    """Return the window that asks which part of the record; `read_export` reads what comes back."""
    formats = [option(text, value) for value, text in _FORMATS.items()]
    kinds: Element = {
        "type": "radio_buttons",
        "options": formats,
        "initial_option": formats[0],
    }
    channel: Element = {"type": "conversations_select"}
    blocks = [
        section(
            mrkdwn(
                "You get a file as a direct message: who flagged, looked, decided and changed "
                "what, and when. Texts that are not kept any more are not in it."
            )
        ),
        field(
            SINCE, "From", {"type": "datepicker"}, hint="Left open: from the start.", optional=True
        ),
        field(UNTIL, "Up to", {"type": "datepicker"}, hint="Left open: up to now.", optional=True),
        field(CHANNEL, "Channel", channel, hint="Left open: every channel.", optional=True),
        field(FORMAT, "Format", kinds),
    ]
    return form("Export the record", blocks, callback_id=callback_ids.EXPORT, submit="Export")


def read_export(view: Mapping[str, Any]) -> Export:
    """Return what somebody wants of the record, or what is wrong with it."""
    since, until = (_day(chosen(view, name)) for name in (SINCE, UNTIL))
    wanted = chosen(view, FORMAT)
    errors = {}
    if since and until and since > until:
        errors[UNTIL] = "This day is before the first one. Choose a later one."
    return Export(
        since=since,
        until=until,
        channel=chosen(view, CHANNEL),
        format=cast(Format, wanted) if wanted in _FORMATS else "csv",
        errors=errors,
    )


def exported(entries: int) -> Message:
    """Return what stands beside the file."""
    count = f"{entries:,} entr{'y' if entries == 1 else 'ies'}"
    told = f"Here is the record you asked for: {count}. Keep it as safe as the messages themselves."
    nothing = "There is nothing in the record for this time and channel. Try a longer time."
    return message_of([section(mrkdwn(told if entries else nothing))])


def _day(text: str) -> str:
    """Return a day as Slack sends it, "" if it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
