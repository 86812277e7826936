"""Moments, which Slack writes in the reader's own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta


def when(moment: datetime) -> str:
    """Return a moment in Slack's markup; it reads "today 14:30" or "Mar 1st 14:30"."""
    fallback = f"{moment:%Y-%m-%d %H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def lasted(duration: timedelta) -> str:
    """Return how long something took, as one would say it: "40 seconds", "90 minutes", "3 days"."""
    seconds = max(0.0, duration.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{round(seconds / length):,} {unit}s"
    number = round(seconds)
    return f"{number} second{'' if number == 1 else 's'}"
