from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.messages.dates import lasted, when


def test_when_leaves_the_time_zone_to_the_reader() -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

    assert when(moment) == "<!date^1772368200^{date_short_pretty} {time}|2026-03-01 12:30>"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-5, "0 seconds"),
        (0.4, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (36 * 3600, "36 hours"),
        (48 * 3600, "2 days"),
        (4000 * 86_400, "4,000 days"),
    ],
)
def test_lasted_counts_in_the_unit_that_one_would_say(seconds: float, told: str) -> None:
    assert lasted(timedelta(seconds=seconds)) == told
