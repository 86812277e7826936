"""Reminders, as they come to who claimed a case and to the review channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.durable import steps
from tests.bot.moderation.over_time import DAY, HOUR, World, world
from tests.bot.moderation.sample_cases import MONDAY, REVIEW
from tests.slack import Message, SlackStandIn

ALICE = "U0ALICE"
OTHER_REVIEW = "C0SECOND"


@pytest.fixture
def days(
    slack: SlackStandIn, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0.01)
    slack.add_channel(OTHER_REVIEW, name="second", members=(slack.bot_user_id, ALICE))
    with world(slack, database_url) as days:
        days.set(digest=None)
        days.launch()
        yield days


def direct(days: World, user: str = ALICE) -> list[Message]:
    return days.posted(days.slack.direct_message(user))


def test_case_that_waits_too_long_is_brought_to_mind_in_its_review_channel(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.tick(MONDAY + DAY - HOUR)
    assert days.posted() == []
    days.tick(MONDAY + DAY + HOUR)

    (reminder,) = days.posted()
    assert "24 hours" in reminder.text


def test_reminder_has_no_word_of_the_message(days: World) -> None:
    days.open("c1", at=MONDAY, text="You quincunx")
    days.tick(MONDAY + DAY + HOUR)

    (reminder,) = days.posted()
    assert "quincunx" not in f"{reminder.text} {reminder.blocks}"


def test_reminder_comes_once_and_again_only_when_it_said(days: World) -> None:
    days.open("c1", at=MONDAY)
    for hours in range(25, 72, 3):
        days.tick(MONDAY + hours * HOUR)
    assert len(days.posted()) == 1
    days.tick(MONDAY + 3 * DAY + HOUR)

    assert len(days.posted()) == 2


def test_reminder_goes_to_who_claimed_the_case_and_then_to_everybody(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.change("c1", "claimed", at=MONDAY, claimed_by=ALICE)
    days.tick(MONDAY + DAY + HOUR)
    assert days.posted() == []
    (own,) = direct(days)
    assert "You claimed" in own.text
    days.tick(MONDAY + 3 * DAY + HOUR)

    assert len(direct(days)) == 1
    (reminder,) = days.posted()
    assert ALICE in reminder.text


def test_reminder_tells_of_all_that_waits_in_one_message(days: World) -> None:
    for number in range(13):
        days.open(f"c{number}", at=MONDAY)
    days.tick(MONDAY + DAY + HOUR)

    (reminder,) = days.posted()
    assert "13" in reminder.text
    assert "3 more" in reminder.text


def test_reminders_go_to_each_review_channel_of_its_own_cases(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.open("c2", at=MONDAY, review_channel=OTHER_REVIEW)
    days.tick(MONDAY + DAY + HOUR)

    assert len(days.posted(REVIEW)) == len(days.posted(OTHER_REVIEW)) == 1


def test_nobody_is_reminded_of_what_is_decided(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.decide("c1", "agree", at=MONDAY + HOUR)
    days.tick(MONDAY + 2 * DAY)

    assert days.posted() == []


def test_nobody_is_reminded_where_that_is_switched_off(days: World) -> None:
    days.set(reminder_hours=0)
    days.open("c1", at=MONDAY)
    days.tick(MONDAY + 9 * DAY)

    assert days.posted() == []


def test_appealed_case_waits_anew(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.decide("c1", "agree", at=MONDAY + HOUR)
    days.change("c1", "appealed", at=MONDAY + 5 * DAY, state="appealed")
    days.tick(MONDAY + 5 * DAY + HOUR)
    assert days.posted() == []
    days.tick(MONDAY + 6 * DAY + HOUR)

    assert len(days.posted()) == 1


def test_reminders_that_nobody_was_there_to_send_come_late_and_once(days: World) -> None:
    days.open("c1", at=MONDAY)
    days.tick(MONDAY + 20 * DAY)
    days.tick(MONDAY + 20 * DAY + HOUR)

    assert len(days.posted()) == 1


def test_two_rounds_at_once_remind_once(days: World) -> None:
    """As with two processes whose clocks differ by a second, and a slow job."""
    days.open("c1", at=MONDAY)
    days.engine.stop(grace=5)
    for seconds in (0, 1):
        days.now.moment = MONDAY + DAY + HOUR + seconds * HOUR / 3600
        days.ticker.tick()
    days.launch()
    days.tick(MONDAY + DAY + 2 * HOUR)

    assert len(days.posted()) == 1


def test_reminder_that_was_posted_by_who_did_not_live_to_tell_is_not_posted_again(
    days: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.open("c1", at=MONDAY)
    delivery = type(days.reminding._delivery)
    publish = delivery.publish
    died: list[int] = []

    def posts_and_dies(*arguments: object, **named: object) -> object:
        place = publish(*arguments, **named)  # type: ignore[arg-type]
        if not died:
            died.append(1)
            raise SystemExit  # as good as gone: nothing after this is written down
        return place

    monkeypatch.setattr(delivery, "publish", posts_and_dies)
    days.now.moment = MONDAY + DAY + HOUR
    days.ticker.tick()
    days.slack.wait_until(lambda: bool(died), timeout=30)
    days.engine.stop(grace=0)
    days.launch()
    days.tick(MONDAY + DAY + HOUR)

    assert len(days.posted()) == 1


def test_reminder_to_somebody_who_left_does_no_harm(days: World) -> None:
    days.slack.add_user("U0GONE")
    days.slack.deactivate("U0GONE")
    days.open("c1", at=MONDAY)
    days.change("c1", "claimed", at=MONDAY, claimed_by="U0GONE")
    days.tick(MONDAY + DAY + HOUR)
    days.tick(MONDAY + 3 * DAY + HOUR)

    assert len(days.posted()) == 1
