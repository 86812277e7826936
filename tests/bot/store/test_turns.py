from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.store import Store
from tests.bot.store.samples import Clock


def take(store: Store, n: int, *, key: str = "post", burst: int = 1) -> list[float]:
    return [round(store.turns.take(key, every=1.0, burst=burst), 3) for _ in range(n)]


def test_turns_come_one_after_the_other(store: Store) -> None:
    assert take(store, 3) == [0.0, 1.0, 2.0]


def test_turns_come_at_once_as_long_as_a_burst_lasts(store: Store) -> None:
    assert take(store, 5, burst=3) == [0.0, 0.0, 0.0, 1.0, 2.0]


def test_turns_come_at_once_after_a_pause(store: Store, clock: Clock) -> None:
    take(store, 3)
    clock.advance(timedelta(seconds=10))

    assert take(store, 2) == [0.0, 1.0]


@pytest.mark.parametrize("burst", [1, 3])
def test_turns_that_nobody_would_wait_for_are_not_taken(store: Store, burst: int) -> None:
    take(store, burst + 1, burst=burst)

    for _ in range(3):
        assert store.turns.take("post", every=1.0, burst=burst, most=1.0) == 2.0
    assert take(store, 2, burst=burst) == [2.0, 3.0]


def test_turns_of_other_keys_are_other_turns(store: Store) -> None:
    take(store, 3)

    assert take(store, 1, key="update") == [0.0]


@pytest.mark.parametrize("burst", [1, 100])
def test_turns_wait_for_as_long_as_slack_asked(store: Store, clock: Clock, burst: int) -> None:
    take(store, 1, burst=burst)
    store.turns.hold("post", 30)

    assert take(store, 1, burst=burst) == [30.0]
    clock.advance(timedelta(seconds=29))
    assert store.turns.held("post") == 1.0
    clock.advance(timedelta(seconds=2))
    assert store.turns.held("post") == 0.0


def test_turns_are_not_held_before_anybody_said_so(store: Store) -> None:
    assert store.turns.held("post") == 0.0


def test_turns_do_not_wait_for_a_clock_that_was_set_back(store: Store, clock: Clock) -> None:
    store.turns.hold("post", 60)
    clock.advance(timedelta(days=-1))

    assert store.turns.held("post") == 0.0
    assert take(store, 2) == [0.0, 1.0]


@pytest.mark.parametrize("seconds", [70, 200, 290, 310])
def test_turns_that_nobody_could_wait_for_are_no_turns(
    store: Store, clock: Clock, seconds: int
) -> None:
    for _ in range(5):
        store.turns.take("post", every=1.0, burst=1, most=60)
    clock.advance(timedelta(seconds=-seconds))

    assert store.turns.take("post", every=1.0, burst=1, most=60) == 0.0


def test_turns_are_given_out_once(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        waits = threads.map(lambda _: round(store.turns.take("post", every=1.0), 3), range(12))

    assert sorted(waits) == [float(n) for n in range(12)]


def test_turns_that_are_over_are_forgotten(store: Store, clock: Clock) -> None:
    take(store, 1)
    clock.advance(timedelta(seconds=10))
    take(store, 1, key="update")

    assert store.turns.tidy() == 1
    assert take(store, 1, key="update") == [1.0]
