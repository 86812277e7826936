"""Which cases have waited too long, and whom to remind of them, but not again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.moderation.cases.case import Case

# Each wait is twice as long as the one before, up to this.
LONGEST_WAIT = timedelta(days=7)

# So many cases are named in one message.
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What one person, or one review channel, is reminded of.

    cases: those that are named, the one that has waited longest first; `more` are not named.
    to:    the person who has claimed them, "" for everybody in `channel`.
    hours: after how many there was to be a verdict.
    next:  before this there is no other reminder of any of these.
    """

    cases: tuple[Case, ...]
    more: int
    to: str
    channel: str
    hours: int
    next: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """When a case was, or will be, due for a reminder; number 0 is the first one."""

    number: int
    due: datetime


def turn_at(moment: datetime, *, since: datetime, wait: timedelta) -> Turn | None:
    """Return the latest reminder that was due up to a moment; None before the first.

    A case that waits since Monday, with a wait of a day, is due on Tuesday, Thursday, next Monday,
    and from then on every Monday.
    """
    latest, turn = None, Turn(0, since + wait)
    while turn.due <= moment:
        latest, turn = turn, _after(turn, wait)
    return latest


def next_turn(turn: Turn, *, wait: timedelta) -> datetime:
    return _after(turn, wait).due


def _after(turn: Turn, wait: timedelta) -> Turn:
    pause = min(wait * 2 ** min(turn.number + 1, 10), max(wait, LONGEST_WAIT))
    return Turn(turn.number + 1, turn.due + pause)


def is_due(turn: Turn | None, *, last: datetime | None) -> bool:
    """Return whether somebody is to be reminded, who was last reminded then."""
    return turn is not None and (last is None or last < turn.due)


def addressed_to(case: Case, turn: Turn) -> tuple[str, str]:
    """Return the person and the channel to remind; one of the two is "".

    Who has claimed a case is reminded first, and everybody if that did not help.
    """
    if case.claimed_by and turn.number == 0:
        return case.claimed_by, ""
    return "", case.review_channel


def reminder_of(
    cases: Iterable[tuple[Case, Turn]], *, to: str, channel: str, hours: int
) -> Reminder:
    """Return one message's worth of reminding; there must be a case at least."""
    listed = sorted(cases, key=lambda entry: (entry[0].created, entry[0].id))
    wait = timedelta(hours=hours)
    return Reminder(
        cases=tuple(case for case, _ in listed[:MOST_NAMED]),
        more=max(0, len(listed) - MOST_NAMED),
        to=to,
        channel=channel,
        hours=hours,
        next=min(next_turn(turn, wait=wait) for _, turn in listed),
    )
