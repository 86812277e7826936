from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.moderation.overtime.weeks import WEEK, last_due, zone_of

MONDAY_NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def due(now: datetime, *, weekday: int = 0, hour: int = 9, time_zone: str = "UTC") -> datetime:
    return last_due(now, weekday=weekday, hour=hour, time_zone=time_zone)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(0), MONDAY_NINE),
        (timedelta(seconds=1), MONDAY_NINE),
        (WEEK - timedelta(seconds=1), MONDAY_NINE),
        (WEEK, MONDAY_NINE + WEEK),
        (timedelta(seconds=-1), MONDAY_NINE - WEEK),
    ],
)
def test_last_due_is_the_latest_one_up_to_now(later: timedelta, expected: datetime) -> None:
    assert due(MONDAY_NINE + later) == expected


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("time_zone", ["UTC", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kolkata"])
def test_last_due_is_that_hour_of_that_day_there(weekday: int, hour: int, time_zone: str) -> None:
    now = datetime(2026, 7, 15, 12, 34, tzinfo=UTC)
    local = due(now, weekday=weekday, hour=hour, time_zone=time_zone).astimezone(zone_of(time_zone))

    assert (local.weekday(), local.hour, local.minute) == (weekday, hour, 0)
    assert timedelta(0) <= now - local < WEEK


def test_last_due_goes_by_the_clock_on_the_wall_when_clocks_change() -> None:
    """In Berlin, Monday at nine is 8:00 UTC in winter and 7:00 UTC in summer."""
    winter = due(datetime(2026, 3, 24, 12, tzinfo=UTC), time_zone="Europe/Berlin")
    summer = due(datetime(2026, 3, 31, 12, tzinfo=UTC), time_zone="Europe/Berlin")

    assert (winter.hour, summer.hour) == (8, 7)


def test_last_due_at_an_hour_that_a_day_does_not_have_is_the_hour_after() -> None:
    """On this Sunday clocks in Berlin go from two to three."""
    found = due(datetime(2026, 3, 29, 12, tzinfo=UTC), weekday=6, hour=2, time_zone="Europe/Berlin")

    assert found == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "\0"])
def test_zone_of_an_unknown_name_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
