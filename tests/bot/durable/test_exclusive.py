"""Exclusive: one job after the other, in whichever process they are."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.durable.exclusive import LEASE_SECONDS, WAIT_SECONDS, Exclusive
from bot.errors import StepFailed, StoreUnavailable
from bot.store import Store
from bot.store.leases import Leases


class Lost(Leases):
    """Leases that can be taken, and not given back."""

    def __init__(self) -> None:
        pass

    def take(self, key: str, holder: str, *, seconds: float) -> bool:
        return True

    def give_back(self, key: str, holder: str) -> None:
        raise StoreUnavailable("OperationalError")


def test_turns_of_several_processes_do_not_overlap(database_url: str) -> None:
    with closing(Store.open(database_url)) as one, closing(Store.open(database_url)) as other:
        one.migrate()
        processes = [Exclusive(one.leases), Exclusive(other.leases)]
        free = threading.Lock()
        overlaps: list[str] = []

        def work(number: int) -> None:
            with processes[number % 2].turn("edit e1", holder=f"c{number}"):
                if not free.acquire(blocking=False):
                    overlaps.append(f"c{number}")
                    return
                threading.Event().wait(0.02)
                free.release()

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(work, range(6)))

    assert overlaps == []


def test_turn_is_given_on_after_an_error(database_url: str) -> None:
    with closing(Store.open(database_url)) as store:
        store.migrate()
        exclusive = Exclusive(store.leases)
        with pytest.raises(ZeroDivisionError), exclusive.turn("edit e1", holder="c1"):
            raise ZeroDivisionError

        assert store.leases.take("edit e1", "c2", seconds=1)


def test_turn_that_does_not_come_is_told_of(database_url: str) -> None:
    waited: list[float] = []
    with closing(Store.open(database_url)) as store:
        store.migrate()
        store.leases.take("edit e1", "c1", seconds=LEASE_SECONDS)
        exclusive = Exclusive(store.leases, sleep=waited.append)
        with pytest.raises(StepFailed, match="try again"), exclusive.turn("edit e1", holder="c2"):
            pass

    assert sum(waited) == pytest.approx(WAIT_SECONDS, abs=1)


def test_work_is_not_undone_by_a_lease_that_cannot_be_given_back() -> None:
    done = []
    with Exclusive(Lost()).turn("edit e1", holder="c1"):
        done.append("c1")

    assert done == ["c1"]
