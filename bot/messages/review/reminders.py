"""The reminder of cases that wait for too long."""

from __future__ import annotations

from collections.abc import Mapping

from bot.markup import mrkdwn
from bot.messages.blocks import context, section
from bot.messages.dates import when
from bot.messages.message import Message
from bot.messages.review import telling
from bot.messages.spoken import message_of
from bot.moderation.cases.case import Case
from bot.moderation.overtime.reminders import Reminder


def reminder_message(reminder: Reminder, *, links: Mapping[str, str] | None = None) -> Message:
    """Return which cases wait, for the person who claimed them or for a review channel.

    No text of a message is in it.
    links: by the id of a case, the address of its message in the review channel.
    """
    lines = [_line(case, (links or {}).get(case.id, "")) for case in reminder.cases]
    if reminder.more:
        lines.append(f"• and {reminder.more:,} more, in my App Home under _Queue_")
    blocks = [
        section(mrkdwn(_headline(reminder))),
        *(section(mrkdwn(line)) for line in lines),
        context(mrkdwn(_advice(reminder))),
    ]
    return message_of(blocks)


def _headline(reminder: Reminder) -> str:
    number = len(reminder.cases) + reminder.more
    cases = "A case has" if number == 1 else f"{number:,} cases have"
    hours = f"{reminder.hours:,} hour{'' if reminder.hours == 1 else 's'}"
    if reminder.to:
        which = "a case that has" if number == 1 else f"{number:,} cases that have"
        return f":hourglass: *You claimed {which} waited for more than {hours}.*"
    return f":hourglass: *{cases} waited for more than {hours}.*"


def _line(case: Case, link: str) -> str:
    what = telling.labels_in_bold(case).removesuffix(".")
    claimed = f", claimed by {telling.person(case.claimed_by)}" if case.claimed_by else ""
    second_look = ", *second look asked for*" if case.state == "appealed" else ""
    opened = f" {telling.linked(link, 'Open')}" if link else ""
    where = f"in {telling.channel_name(case.channel)}, {when(case.created)}"
    return f"• {what}, {where}{claimed}{second_look}{opened}"


def _advice(reminder: Reminder) -> str:
    if reminder.to:
        return "Decide, or press *Release* so that somebody else can. " + _again(reminder)
    return "Press *Claim* on one before you look at it. " + _again(reminder)


def _again(reminder: Reminder) -> str:
    return f"The next reminder comes {when(reminder.next)} at the earliest."
