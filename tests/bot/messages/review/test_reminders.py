from __future__ import annotations

from typing import Any

import pytest

from bot.messages.review.reminders import reminder_message
from tests.bot.messages.review.cases import LINK, case_of, reminder_of


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "*A case has waited for more than 24 hours.*"),
        ({"more": 4, "hours": 1}, "*5 cases have waited for more than 1 hour.*"),
        ({"to": "U0MOD"}, "*You claimed a case that has waited for more than 24 hours.*"),
        ({"to": "U0MOD", "more": 1}, "*You claimed 2 cases that have waited for more than"),
        ({"more": 4}, "• and 4 more, in my App Home under _Queue_"),
        ({}, "Press *Claim* on one before you look at it."),
        ({"to": "U0MOD"}, "Decide, or press *Release* so that somebody else can."),
        ({}, "The next reminder comes <!date"),
    ],
)
def test_reminder_says_what_waits(changes: dict[str, Any], told: str) -> None:
    assert told in reminder_message(reminder_of(case_of(), **changes)).text


def test_reminder_leads_to_the_cases_and_shows_no_text() -> None:
    cases = (case_of(id="abc", claimed_by="U0MOD"), case_of(id="def", state="appealed"))
    message = reminder_message(reminder_of(*cases), links={"abc": LINK})

    assert f"claimed by <@U0MOD> <{LINK}|Open>" in message.text
    assert "*second look asked for*" in message.text
    assert "idiot" not in str(message)
