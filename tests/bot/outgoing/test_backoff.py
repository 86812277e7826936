from __future__ import annotations

import pytest

from bot.outgoing.backoff import Backoff


@pytest.mark.parametrize(
    ("backoff", "pauses"),
    [
        (Backoff(first=0.25, most=1.0, total=3.0), [0.25, 0.5, 1.0, 1.0]),
        (Backoff(first=1.0, most=8.0, total=7.0), [1.0, 2.0, 4.0]),
        (Backoff(first=1.0, most=1.0, total=0.5), []),
    ],
)
def test_backoff_doubles_up_to_a_limit_and_ends(backoff: Backoff, pauses: list[float]) -> None:
    assert list(backoff) == pauses


def test_backoff_begins_anew_each_time() -> None:
    backoff = Backoff()

    assert list(backoff) == list(backoff)
