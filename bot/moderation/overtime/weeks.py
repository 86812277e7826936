"""When something that happens once a week was due last, by the clock on a workspace's wall."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEK = timedelta(days=7)


def last_due(now: datetime, *, weekday: int, hour: int, time_zone: str) -> datetime:
    """Return the latest moment up to now that is this hour of this weekday there, in UTC.

    weekday: 0 for Monday.
    hour:    from 0 to 23. Where clocks go forward over it, it is the hour after; where they are
             put back and show it twice, the first time.
    """
    zone = zone_of(time_zone)
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    due = datetime.combine(day, time(hour), zone).astimezone(UTC)
    if due <= now:
        return due
    return datetime.combine(day - WEEK, time(hour), zone).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of this name; UTC if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
