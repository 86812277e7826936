from __future__ import annotations

from typing import Any

import pytest

from bot.messages import callback_ids
from bot.messages.review import deciding
from bot.messages.review.values import value_of
from bot.moderation.cases.case import Verdict
from tests.bot.messages.review.cases import CREATED, LINK, case_of
from tests.bot.messages.review.filling import field, sent_off

DECIDED: dict[str, Any] = {
    "state": "decided",
    "verdict": "overrule",
    "decided_by": "U0MOD",
    "decided": CREATED,
}


@pytest.mark.parametrize(
    ("verdict", "callback_id"),
    [
        ("agree", callback_ids.AGREE_WITH_NOTE),
        ("overrule", callback_ids.OVERRULE_WITH_NOTE),
    ],
)
def test_note_window_is_about_a_verdict(verdict: Verdict, callback_id: str) -> None:
    view = deciding.note_window(case_of(), verdict)

    assert view["callback_id"] == callback_id
    assert view["private_metadata"] == value_of(case_of())


@pytest.mark.parametrize("note", ["fine", "*x* <!here>", "是", "  spaces around  "])
def test_read_noted_gives_the_note(note: str) -> None:
    view = sent_off(deciding.note_window(case_of(), "agree"), note=note)

    assert deciding.read_noted(view, required=True) == deciding.Noted(note=note.strip(), errors={})


@pytest.mark.parametrize("note", ["", "   "])
def test_read_noted_asks_for_a_note_that_is_required(note: str) -> None:
    view = sent_off(deciding.note_window(case_of(), "overrule", required=True), note=note)

    assert deciding.read_noted(view, required=True).errors == {"note": "Say in a few words why."}
    assert deciding.read_noted(view).errors == {}


def test_note_window_says_whether_a_note_is_required() -> None:
    (free,) = [b for b in deciding.note_window(case_of(), "agree")["blocks"] if "element" in b]
    required = deciding.note_window(case_of(), "overrule", required=True)
    (asked,) = [b for b in required["blocks"] if "element" in b]

    assert (free["optional"], asked["optional"]) == (True, False)


def test_read_asked_gives_the_colleague_and_the_question() -> None:
    view = sent_off(deciding.ask_window(case_of()), colleague="U0OTHER", note="what?")

    assert deciding.read_asked(view) == deciding.Asked(colleague="U0OTHER", note="what?")


def test_read_asked_can_be_for_anybody() -> None:
    view = sent_off(deciding.ask_window(case_of()))

    assert deciding.read_asked(view) == deciding.Asked(colleague="", note="")
    assert field(view, "colleague")["type"] == "users_select"


def test_asked_for_help_leads_to_the_case_and_hides_the_text() -> None:
    message = deciding.asked_for_help(case_of(), "U0MOD", link=LINK, note="*irony*?")

    assert "<@U0MOD> is not sure about a flagged message" in message.text
    assert f"<{LINK}|Open the case>" in message.text
    assert "“*irony*?”" in message.text
    assert "idiot" not in str(message)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (DECIDED, "This case is decided already. <@U0MOD> overruled the flag: it is fine, <!date"),
        ({"claimed_by": "U0MOD"}, "<@U0MOD> has taken this case in the meantime."),
        ({}, "This case has changed since your message was shown."),
        ({**DECIDED, "state": "appealed"}, "This case has changed since"),
    ],
)
def test_came_too_late_tells_who_was_first(changes: dict[str, Any], told: str) -> None:
    message = deciding.came_too_late(case_of(**changes))

    assert message.text.startswith(told)
    assert "Nothing was changed by your click." in message.text


@pytest.mark.parametrize(
    ("action", "admins", "told"),
    [
        ("delete", (), "so can an admin of this workspace."),
        ("delete", ("U1", "U2"), "so can <@U1> and <@U2>."),
        ("hide", (), "Slack has no way to hide a message; it can only be deleted."),
    ],
)
def test_who_can_names_people(action: str, admins: tuple[str, ...], told: str) -> None:
    message = deciding.who_can(case_of(), action, link=LINK, admins=admins)

    assert told in message.text
    assert f"<{LINK}|Open the message>" in message.text


def test_may_not_says_what_to_do() -> None:
    told = deciding.may_not("decide about flagged messages").text

    assert told == (
        "Only moderators can decide about flagged messages. Ask an admin if you should be one."
    )
