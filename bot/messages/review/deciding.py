"""Windows that ask for a note with a verdict, or for a colleague; and what came of a click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.markup import mrkdwn, plain
from bot.messages import callback_ids
from bot.messages.blocks import context, section
from bot.messages.blocks import field as in_form
from bot.messages.message import Message
from bot.messages.review import course, telling
from bot.messages.review.sending import NOTE, NOTE_LIMIT
from bot.messages.review.values import value_of
from bot.messages.review.windows import chosen, form, text_field, written
from bot.messages.said import listed
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case, Verdict

COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note; errors: by the block that has to show it, nothing is to be done if there are any."""

    note: str = field(repr=False)
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked for a second opinion, "" for anybody, and what the asker says."""

    colleague: str
    note: str = field(repr=False)


def note_window(case: Case, verdict: Verdict, *, required: bool = False) -> dict[str, Any]:
    """Return the window that asks for a note with a verdict; `read_noted` reads what comes back."""
    agrees = verdict == "agree"
    said = "Agree: it breaks the rules." if agrees else "Overrule: the message is fine."
    hint = "It stays in the record, and other moderators see it."
    blocks = [
        section(mrkdwn(f"*{said}*")),
        context(plain(telling.labels_in_short(case))),
        text_field(NOTE, "Note", hint=hint, optional=not required, limit=NOTE_LIMIT),
    ]
    return form(
        "Agree" if agrees else "Overrule",
        blocks,
        callback_id=callback_ids.AGREE_WITH_NOTE if agrees else callback_ids.OVERRULE_WITH_NOTE,
        submit="Agree" if agrees else "Overrule",
        about=value_of(case),
    )


def read_noted(view: Mapping[str, Any], *, required: bool = False) -> Noted:
    """Return the note with a verdict, or what is wrong with it."""
    note = written(view, NOTE)[:NOTE_LIMIT]
    errors = {NOTE: "Say in a few words why."} if required and not note else {}
    return Noted(note=note, errors=errors)


def ask_window(case: Case) -> dict[str, Any]:
    """Return the window behind "Not sure…"; `read_asked` reads what comes back."""
    colleague = in_form(
        COLLEAGUE,
        "Whom do you want to ask?",
        {"type": "users_select", "placeholder": plain("Any moderator")},
        hint="Left open, the case waits for any other moderator.",
        optional=True,
    )
    question = text_field(NOTE, "What are you not sure about?", optional=True, limit=NOTE_LIMIT)
    return form(
        "Ask a colleague",
        [colleague, question],
        callback_id=callback_ids.ASK_COLLEAGUE,
        submit="Ask",
        about=value_of(case),
    )


def read_asked(view: Mapping[str, Any]) -> Asked:
    """Return whom somebody asked, and what."""
    return Asked(colleague=chosen(view, COLLEAGUE), note=written(view, NOTE)[:NOTE_LIMIT])


def asked_for_help(case: Case, asker: str, *, link: str = "", note: str = "") -> Message:
    """Return what the colleague who was asked reads, as a direct message.

    link: of the case's message in the review channel.
    """
    where = telling.linked(link, "Open the case")
    blocks = [
        section(
            mrkdwn(
                f"{telling.person(asker)} is not sure about a flagged message and asks what you "
                f"think. {where if link else ''}".rstrip()
            )
        ),
        *([context(plain(telling.said_in_full(note)))] if note else []),
        context(mrkdwn(telling.in_short(case))),
    ]
    return message_of(blocks)


def came_too_late(case: Case) -> Message:
    """Return that somebody else was first, for the eyes of who clicked; `case` as it is now."""
    if case.verdict and not case.can_be_decided:
        what = f"This case is decided already. {course.decision(case)}"
    elif case.claimed_by:
        what = f"{telling.person(case.claimed_by)} has taken this case in the meantime."
    else:
        what = "This case has changed since your message was shown."
    advice = "Nothing was changed by your click. The message about it shows how it is now."
    return message_of([section(mrkdwn(f"{what} {advice}"))])


def may_not(what: str = "do this") -> Message:
    """Return a friendly refusal for who is no moderator; `what` is in Slack's markup."""
    return message_of(
        [section(mrkdwn(f"Only moderators can {what}. Ask an admin if you should be one."))]
    )


def own_case() -> Message:
    """Return that nobody decides about what they wrote themselves."""
    return message_of([section(mrkdwn("Somebody else has to decide this one: you wrote it."))])


def own_decision() -> Message:
    """Return that nobody decides about the appeal against their own verdict."""
    return message_of(
        [section(mrkdwn("Somebody else has to decide this one: the first decision was yours."))]
    )


def who_can(case: Case, action: str, *, link: str = "", admins: tuple[str, ...] = ()) -> Message:
    """Return who can hide or delete a message where the app itself cannot.

    action: "hide" or "delete".
    """
    cannot = (
        "Slack has no way to hide a message; it can only be deleted."
        if action == "hide"
        else "I am not allowed to delete other people's messages here."
    )
    names = listed([telling.person(user) for user in admins[: telling.MOST_NAMED]])
    who = f"Its author can delete it, and so can {names or 'an admin of this workspace'}."
    where = f" {telling.linked(link, 'Open the message')}" if link else ""
    return message_of([section(mrkdwn(f"{cannot} {who}{where}"))])
