from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.moderation.overtime.reminders import (
    MOST_NAMED,
    Turn,
    addressed_to,
    is_due,
    next_turn,
    reminder_of,
    turn_at,
)
from tests.bot.moderation.sample_cases import MONDAY, REVIEW, case_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def due_days(wait: timedelta, *, until: timedelta) -> list[float]:
    """Return on which days after the start a case is due for a reminder."""
    days, moment = [], MONDAY
    while moment <= MONDAY + until:
        turn = turn_at(moment, since=MONDAY, wait=wait)
        if turn is not None and turn.due == moment:
            days.append((moment - MONDAY) / DAY)
        moment += HOUR
    return days


def test_turns_come_more_and_more_rarely() -> None:
    assert due_days(DAY, until=30 * DAY) == [1, 3, 7, 14, 21, 28]


def test_turns_of_a_long_wait_never_come_sooner_than_it() -> None:
    assert due_days(10 * DAY, until=40 * DAY) == [10, 20, 30, 40]


def test_nobody_is_reminded_before_the_wait_is_over() -> None:
    assert turn_at(MONDAY + DAY - HOUR, since=MONDAY, wait=DAY) is None
    assert not is_due(None, last=None)


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, True), (MONDAY, True), (MONDAY + DAY, False), (MONDAY + 2 * DAY, False)],
)
def test_a_turn_is_taken_once(last: datetime | None, expected: bool) -> None:
    assert is_due(Turn(0, MONDAY + DAY), last=last) is expected


def test_turns_that_were_missed_are_made_up_for_by_one() -> None:
    turn = turn_at(MONDAY + 20 * DAY, since=MONDAY, wait=DAY)

    assert turn == Turn(3, MONDAY + 14 * DAY)
    assert not is_due(turn, last=MONDAY + 20 * DAY)


def test_who_claimed_a_case_is_reminded_first_and_then_everybody() -> None:
    claimed = case_of(claimed_by="U0MOD")

    assert addressed_to(claimed, Turn(0, MONDAY)) == ("U0MOD", "")
    assert addressed_to(claimed, Turn(1, MONDAY)) == ("", REVIEW)
    assert addressed_to(case_of(), Turn(0, MONDAY)) == ("", REVIEW)


def test_reminder_names_those_that_wait_longest_and_says_how_many_more() -> None:
    cases = [
        (case_of(id=f"c{n}", created=MONDAY + n * HOUR), Turn(0, MONDAY + DAY + n * HOUR))
        for n in reversed(range(MOST_NAMED + 3))
    ]
    reminder = reminder_of(cases, to="", channel=REVIEW, hours=24)

    assert [case.id for case in reminder.cases] == [f"c{n}" for n in range(MOST_NAMED)]
    assert reminder.more == 3


def test_reminder_says_when_the_next_one_may_come() -> None:
    turn = Turn(0, MONDAY + DAY)
    reminder = reminder_of([(case_of(), turn)], to="", channel=REVIEW, hours=24)

    assert reminder.next == next_turn(turn, wait=DAY) == MONDAY + 3 * DAY
