"""What can be done with a case, by the state it is in."""

from __future__ import annotations

from typing import Any

from bot.messages import action_ids
from bot.messages.blocks import Element, actions, button, confirmation, option, overflow
from bot.messages.message import Block
from bot.messages.review.values import (
    AGREE_NOTE,
    DETAILS,
    OVERRULE_NOTE,
    more_value,
    value_of,
)
from bot.moderation.cases.case import Case


def menu(case: Case) -> Element:
    """Return the menu at the corner of a case."""
    offered = [("Details", DETAILS)]
    if case.can_be_decided and case.state != "appealed":
        offered += [
            ("Agree, with a note…", AGREE_NOTE),
            ("Overrule, with a note…", OVERRULE_NOTE),
        ]
    options = [option(text, more_value(case, choice)) for text, choice in offered]
    return overflow(options, action=action_ids.CASE_MORE)


def rows(case: Case, *, show: bool) -> list[Block]:
    """Return the buttons of a case: what to decide or to do first, then what to look at.

    show: whether there is more of the text to see than what the reader has in front of them.
    """
    groups = [_deciding(case), _measures(case), _looking(case, show=show)]
    return [actions(*elements) for elements in groups if elements]


def can_be_warned(case: Case) -> bool:
    """Return whether there is somebody who broke a rule and has not been told."""
    return case.verdict == "agree" and bool(case.author) and case.warned is None


def _deciding(case: Case) -> list[Element]:
    if not case.can_be_decided:
        return []
    claimed = bool(case.claimed_by)
    claim = ("Release", action_ids.CASE_RELEASE) if claimed else ("Claim", action_ids.CASE_CLAIM)
    if case.state == "appealed":
        offered = [
            ("Keep the decision", action_ids.CASE_UPHOLD, "Keep the decision: it breaks the rules"),
            ("Take it back", action_ids.CASE_GRANT, "Take the decision back: the message is fine"),
        ]
    else:
        offered = [
            ("Agree", action_ids.CASE_AGREE, "Agree with the flag: it breaks the rules"),
            ("Overrule", action_ids.CASE_OVERRULE, "Overrule the flag: the message is fine"),
            ("Not sure…", action_ids.CASE_UNSURE, "Not sure: ask a colleague"),
        ]
    return [_button(case, *entry) for entry in [*offered, (*claim, "")]]


def _measures(case: Case) -> list[Element]:
    """Return what can be done about a message that breaks the rules, until it is done."""
    if case.verdict != "agree" or case.can_be_decided or case.measure:
        return []
    elements = [_button(case, "Nothing more", action_ids.CASE_NOTHING, "Do nothing more about it")]
    if can_be_warned(case):
        elements.append(_button(case, "Warn the author…", action_ids.CASE_WARN))
    if case.ts and case.original != "deleted":
        elements.append(_button(case, "Hide", action_ids.CASE_HIDE, "Hide the message"))
        elements.append(
            _button(case, "Delete", action_ids.CASE_DELETE, "Delete the message", confirm=_SURE)
        )
    return elements


def _looking(case: Case, *, show: bool) -> list[Element]:
    elements = []
    if case.has_text:
        elements.append(_button(case, "Which words?", action_ids.CASE_WORDS, "Mark the words"))
    if case.ts:
        spoken = "Context: show the messages around it"
        elements.append(_button(case, "Context", action_ids.CASE_CONTEXT, spoken))
    if case.has_text and show:
        elements.append(_button(case, "Show", action_ids.CASE_SHOW, "Show the text"))
    return elements


def _button(
    case: Case, text: str, action: str, spoken: str = "", *, confirm: dict[str, Any] | None = None
) -> Element:
    return button(text, action=action, value=value_of(case), spoken=spoken, confirm=confirm)


_SURE = confirmation(
    "Delete the message?",
    "It disappears from Slack for everybody, for good. If I am not allowed to delete it, I tell "
    "you who is.",
    yes="Delete",
    no="Keep",
)
