"""The weekly digest, as it comes to the review channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.durable import steps
from bot.moderation.cases.case import Mark
from bot.moderation.overtime.weeks import WEEK
from bot.moderation.settings import Digest as DigestSetting
from tests.bot.moderation.over_time import DAY, HOUR, World, world
from tests.bot.moderation.sample_cases import MONDAY, REVIEW, TEAM
from tests.slack import Message, SlackStandIn

NEXT = MONDAY + WEEK


def n_flagged(digest: Message) -> int:
    """Return how many new cases a digest tells of: its first number."""
    found = re.search(r"\d+", digest.text)
    assert found is not None
    return int(found.group())


@pytest.fixture
def week(
    slack: SlackStandIn, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0.01)
    with world(slack, database_url) as week:
        week.set(reminder_hours=0)
        yield week


def test_digest_is_posted_at_its_hour_with_a_chart(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.open("c2", at=MONDAY + DAY)
    week.decide("c1", "agree", at=MONDAY + 2 * DAY)
    week.launch()
    week.tick(NEXT)

    (digest,) = week.posted()
    assert "2" in digest.text
    assert "100%" in digest.text
    assert [block["type"] for block in digest.blocks].count("image") == 1


def test_digest_is_not_of_a_week_before_the_first_case(week: World) -> None:
    week.launch()
    week.open("c1", at=NEXT + HOUR)
    week.tick(NEXT + 2 * HOUR)

    assert week.posted() == []


def test_digest_is_not_posted_before_its_hour(week: World) -> None:
    week.launch()
    week.store.marks.set(TEAM, "digest", MONDAY)
    week.open("c1", at=MONDAY + DAY)
    week.tick(NEXT - HOUR)

    assert week.posted() == []


def test_digest_is_posted_once_however_often_the_clock_strikes(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    for minutes in range(4):
        week.tick(NEXT + minutes * HOUR)

    assert len(week.posted()) == 1


def test_digest_is_posted_once_where_several_processes_see_that_it_is_due(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.now.moment = NEXT
    for _ in range(3):
        week.ticker.tick()
    week.launch()
    week.tick(NEXT)

    assert len(week.posted()) == 1


def test_digest_is_posted_once_where_several_look_at_the_same_time(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.now.moment = NEXT
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(week.ticker.tick) for _ in range(4)]:
            done.result()
    week.tick(NEXT)

    assert len(week.posted()) == 1


def test_digest_that_nobody_was_there_to_post_comes_late_and_once(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT + 3 * DAY)
    week.tick(NEXT + 3 * DAY + HOUR)

    assert len(week.posted()) == 1


def test_digest_comes_every_week_and_tells_each_case_once(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)
    week.open("c2", at=NEXT + DAY)
    week.tick(NEXT + WEEK)

    first, second = week.posted()
    assert n_flagged(first) == 1
    assert n_flagged(second) == 1


def test_digest_makes_up_for_a_week_without_any_process(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)
    week.open("c2", at=NEXT + DAY)
    week.open("c3", at=NEXT + WEEK + DAY)
    week.tick(NEXT + 2 * WEEK + DAY)

    _, late = week.posted()
    assert n_flagged(late) == 2


def test_digest_of_a_week_without_a_case_is_not_posted(week: World) -> None:
    week.open("c1", at=MONDAY - DAY)
    week.decide("c1", "agree", at=MONDAY - DAY)
    week.launch()
    week.tick(NEXT)

    assert week.posted() == []
    assert week.store.marks.get(TEAM, "digest") == NEXT


def test_digest_tells_what_still_waits(week: World) -> None:
    week.open("c1", at=MONDAY - DAY)
    week.launch()
    week.store.marks.set(TEAM, "digest", MONDAY)
    week.tick(NEXT)

    (digest,) = week.posted()
    assert "*1* waits for a verdict" in digest.text


def test_digest_comes_by_the_clock_of_the_workspace(week: World) -> None:
    week.set(digest=DigestSetting(weekday=4, hour=17, time_zone="America/New_York"))
    week.store.marks.set(TEAM, "digest", MONDAY - 3 * DAY)
    week.open("c1", at=MONDAY)
    week.launch()
    friday_five = MONDAY.replace(hour=22) + 4 * DAY  # in New York, five hours behind in winter
    week.tick(friday_five - HOUR / 2)
    assert week.posted() == []
    week.tick(friday_five)

    assert len(week.posted()) == 1


def test_digest_that_is_switched_off_never_comes(week: World) -> None:
    week.set(digest=None)
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)

    assert week.posted() == []


def test_digest_does_not_come_twice_when_its_hour_is_changed(week: World) -> None:
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)
    week.set(digest=DigestSetting(weekday=1, hour=9))
    week.tick(NEXT + DAY)
    assert len(week.posted()) == 1
    week.open("c2", at=NEXT + DAY)
    week.tick(NEXT + DAY + WEEK)

    assert len(week.posted()) == 2


def test_digest_names_the_words_that_moderators_called_blameless(week: World) -> None:
    marks = (Mark(start=0, end=5, kind="blameless"), Mark(start=9, end=14, kind="matters"))
    week.open("c1", at=MONDAY + DAY, text="Black and white")
    week.decide("c1", "overrule", at=MONDAY + DAY, marks=marks)
    week.launch()
    week.tick(NEXT)

    (digest,) = week.posted()
    assert "“black”" in digest.text
    assert "white" not in digest.text


def test_digest_without_a_chart_is_posted_all_the_same(
    week: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(digest: object) -> bytes:
        raise ValueError

    monkeypatch.setattr("bot.moderation.overtime.digesting.chart", fails)
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)

    (digest,) = week.posted()
    assert "image" not in {block["type"] for block in digest.blocks}
    assert "no chart" in caplog.text


def test_digest_that_was_posted_by_who_did_not_live_to_tell_is_not_posted_again(
    week: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    week.open("c1", at=MONDAY + DAY)
    publish = type(week.digests._delivery).publish
    died: list[int] = []

    def posts_and_dies(*arguments: object, **named: object) -> object:
        place = publish(*arguments, **named)  # type: ignore[arg-type]
        if not died:
            died.append(1)
            raise SystemExit  # as good as gone: nothing after this is written down
        return place

    monkeypatch.setattr(type(week.digests._delivery), "publish", posts_and_dies)
    week.launch()
    week.now.moment = NEXT
    week.ticker.tick()
    week.slack.wait_until(lambda: bool(died), timeout=30)
    week.engine.stop(grace=0)
    week.launch()
    week.tick(NEXT)

    assert len(week.posted()) == 1
    assert week.store.marks.get(TEAM, "digest") == NEXT


def test_digest_that_cannot_be_posted_is_given_up_until_the_next_one(week: World) -> None:
    week.slack.channel(REVIEW).is_archived = True
    week.store.marks.set(TEAM, "digest", MONDAY)
    week.open("c1", at=MONDAY + DAY)
    week.launch()
    week.tick(NEXT)
    week.tick(NEXT + HOUR)
    week.slack.channel(REVIEW).is_archived = False
    week.tick(NEXT + WEEK)

    (digest,) = week.posted()
    assert n_flagged(digest) == 1
