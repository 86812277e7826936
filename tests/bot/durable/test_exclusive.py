"""Exclusive: one job after the other, in whichever process they are."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.durable.exclusive import Exclusive
from bot.errors import StepFailed
from bot.store import Store
from bot.store.database import Database
from bot.store.leases import Leases


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
    with closing(Store.open(database_url)) as store:
        store.migrate()
        store.leases.take("edit e1", "c1", seconds=60)
        exclusive = Exclusive(store.leases, wait=0.1)
        with pytest.raises(StepFailed, match="click again"), exclusive.turn("edit e1", holder="c2"):
            pass


def test_turn_that_another_thread_keeps_is_told_of(database_url: str) -> None:
    with closing(Store.open(database_url)) as store, ThreadPoolExecutor(1) as threads:
        store.migrate()
        exclusive = Exclusive(store.leases, wait=0.1)

        def click() -> None:
            with exclusive.turn("edit e1", holder="c2"):
                pass

        with exclusive.turn("edit e1", holder="c1"), pytest.raises(StepFailed, match="click again"):
            threads.submit(click).result()


def test_turn_lasts_as_long_as_the_work(database_url: str) -> None:
    renewed = threading.Semaphore(0)

    class Renewed(Leases):
        def take(self, key: str, holder: str, *, seconds: float) -> bool:
            renewed.release()
            return super().take(key, holder, seconds=seconds)

    with closing(Database(database_url)) as database, closing(Store.open(database_url)) as store:
        store.migrate()
        with Exclusive(Renewed(database), renew=0.01).turn("edit e1", holder="c1"):
            for _ in range(3):
                assert renewed.acquire(timeout=30)
            assert not store.leases.take("edit e1", "c2", seconds=60)

        assert store.leases.take("edit e1", "c2", seconds=60)
