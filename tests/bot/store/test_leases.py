from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.samples import TEAM, Clock


def take(store: Store, holder: str, key: str = "T1 edit e1") -> bool:
    return store.leases.take(key, holder, seconds=60)


def test_lease_has_one_holder(store: Store) -> None:
    assert take(store, "c1")
    assert not take(store, "c2")
    assert take(store, "c2", "T1 edit e2")


def test_lease_is_its_holders_own_again_after_a_crash(store: Store) -> None:
    assert take(store, "c1")
    assert take(store, "c1")


def test_lease_that_was_given_back_is_the_next_ones(store: Store) -> None:
    take(store, "c1")
    store.leases.give_back("T1 edit e1", "c1")

    assert take(store, "c2")


def test_lease_is_given_back_by_its_holder_alone(store: Store) -> None:
    take(store, "c1")
    store.leases.give_back("T1 edit e1", "c2")

    assert not take(store, "c2")


def test_lease_ends_when_its_time_is_over(store: Store, clock: Clock) -> None:
    take(store, "c1")
    clock.advance(timedelta(seconds=59))
    assert not take(store, "c2")
    clock.advance(timedelta(seconds=2))
    assert take(store, "c2")


def test_lease_is_not_lost_to_whose_clock_is_a_little_behind(store: Store, clock: Clock) -> None:
    take(store, "c1")
    clock.advance(-timedelta(seconds=1))

    assert not take(store, "c2")


def test_lease_does_not_last_longer_because_a_clock_was_set_back(
    store: Store, clock: Clock
) -> None:
    clock.advance(timedelta(days=1))
    take(store, "c1")
    clock.advance(timedelta(days=-1))

    assert take(store, "c2")


def test_leases_whose_time_is_over_are_forgotten(store: Store, clock: Clock) -> None:
    take(store, "c1")
    assert store.leases.tidy() == 0
    clock.advance(timedelta(minutes=2))
    assert store.leases.tidy() == 1


def test_lease_that_many_want_at_once_is_one_ones(open_store: Opener) -> None:
    stores = [open_store() for _ in range(3)]
    with ThreadPoolExecutor(12) as threads:
        taken = threads.map(lambda n: take(stores[n % 3], f"c{n}"), range(12))

    assert sum(taken) == 1


def test_leases_of_a_workspace_go_with_it(store: Store) -> None:
    take(store, "c1", f"{TEAM} edit e1")
    take(store, "c1", f"{TEAM}9 edit e1")

    assert store.workspaces.forget(TEAM) == 1
    assert take(store, "c2", f"{TEAM} edit e1")
    assert not take(store, "c2", f"{TEAM}9 edit e1")
