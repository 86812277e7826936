"""The warning to the author of a message: a friendly direct message, which a moderator may edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.markup import mrkdwn, plain, quote
from bot.messages import action_ids, callback_ids
from bot.messages.blocks import actions, button, context, section
from bot.messages.labels import name_of
from bot.messages.message import Block, Message
from bot.messages.review import telling
from bot.messages.review.looking import whole
from bot.messages.review.values import value_of
from bot.messages.review.windows import form, text_field, written
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case
from bot.moderation.settings import WARNING

TEXT = "text"
TEXT_LIMIT = 2_000

# What a template may contain: filled in for the case.
RULE, QUOTE, CHANNEL = "{rule}", "{quote}", "{channel}"
_PLACE = re.compile(f"{re.escape(RULE)}|{re.escape(QUOTE)}|{re.escape(CHANNEL)}")
# One plain sentence for each label, as a person would say it.
RULES = {
    "toxic": "Be friendly: write nothing that drives people out of a conversation.",
    "severe_toxic": "Never write anything that is meant to hurt.",
    "obscene": "Keep obscene words out of our conversations.",
    "threat": "Never threaten anybody, not even as a joke.",
    "insult": "Criticise ideas, not people: no insults.",
    "identity_hate": "Respect everybody, whoever they are: nothing against groups of people.",
}
ANY_RULE = "Be friendly and respectful to one another."

Appeal = Literal["offered", "asked", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What the author is to read; errors: by the field that has to show it."""

    text: str = field(repr=False)
    errors: Mapping[str, str]


def rule_of(case: Case) -> str:
    """Return the rule that a message goes against, by the worst label for which it was flagged."""
    if not case.flagged:
        return ANY_RULE
    label = case.flagged[0]
    return RULES.get(label.strip().lower(), f"{ANY_RULE} ({name_of(label)})")


def warning_text(template: str, case: Case, *, channel_name: str = "") -> str:
    """Return a template filled in for a case; "" stands for the one that comes with the app.

    channel_name: "#general"; without it the sentence does without a name.
    """
    values = {
        RULE: rule_of(case),
        QUOTE: telling.in_quotes(case),
        CHANNEL: channel_name or "a channel",
    }
    filled = _PLACE.sub(lambda place: values[place[0]], template.strip() or WARNING)
    return filled[:TEXT_LIMIT]


def warn_window(case: Case, text: str, *, appeals: bool = True) -> dict[str, Any]:
    """Return the window behind "Warn the author…"; `read_warning` reads what comes back.

    text:    what stands in it at first; see `warning_text`.
    appeals: whether the author will be offered a second look.
    """
    button_told = ' and a button "Ask for a second look"' if appeals else ""
    blocks = [
        section(
            mrkdwn(
                f"{telling.person(case.author)} gets this as a direct message from me. Nobody "
                "else sees it, and your name is not in it."
            )
        ),
        text_field(TEXT, "What they read", value=text, limit=TEXT_LIMIT),
        context(
            mrkdwn(f"Below it they see their own message, a link to it{button_told}:"),
            plain(telling.in_quotes(case)),
        ),
    ]
    return form(
        "Warn the author",
        blocks,
        callback_id=callback_ids.WARN,
        submit="Send",
        about=value_of(case),
    )


def read_warning(view: Mapping[str, Any]) -> Warned:
    """Return what the author is to read, or what is wrong with it."""
    text = written(view, TEXT)[:TEXT_LIMIT]
    return Warned(text=text, errors={} if text else {TEXT: "Write what the author should read."})


def warning(case: Case, text: str, *, link: str = "", appeal: Appeal = "offered") -> Message:
    """Return the direct message to the author.

    text:   as the moderator left it; it formats nothing and rings nobody.
    link:   the address of the author's message.
    appeal: "asked" once a second look was asked for, "none" where there is none.
    """
    return message_of([*whole(text), *_theirs(case, text, link), *_second_look(case, appeal)])


def _theirs(case: Case, warned_with: str, link: str) -> Iterator[Block]:
    quoted = quote(case.text) if case.has_text else ""
    told = [plain(f"You wrote: {quoted}")] if quoted and quoted not in warned_with else []
    if link and case.original != "deleted":
        told.append(mrkdwn(telling.linked(link, "Open your message")))
    if told:
        yield context(*told)


def _second_look(case: Case, appeal: Appeal) -> Iterator[Block]:
    if appeal == "asked":
        yield context(mrkdwn("You asked for a second look. You get an answer here."))
    if appeal != "offered":
        return
    yield actions(
        button(
            "Ask for a second look",
            action=action_ids.CASE_APPEAL,
            value=value_of(case),
            spoken="Ask that another moderator looks at it",
        )
    )
    yield context(
        mrkdwn("If you see it differently, another moderator looks at it again. You can ask once.")
    )
