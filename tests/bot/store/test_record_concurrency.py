"""Several at once on one record: nothing is lost, nothing is decided twice, the chain holds."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import StaleCase
from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.recorder import claim
from tests.bot.store.samples import AUTHOR, DAY, START, TEAM, case, entry, flag

DIE_AFTER_DECIDING = """
import os, signal, sys
from bot.store import Store
from tests.bot.store.samples import case, entry, flag
store = Store.open(sys.argv[1])
store.migrate()
store.cases.open(case(), flag=flag(), entry=entry())
store.cases.change("c1", version=1, entry=entry("decided", key="click"), verdict="agree")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_threads_open_one_case_for_a_message(store: Store) -> None:
    def opened(number: int) -> str:
        own = flag(f"f{number}", note=f"{number}")
        return store.cases.open(case(f"c{number}"), flag=own, entry=entry()).id

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(opened, range(16)))

    (id,) = found
    known = store.cases.get(id)
    assert known is not None
    assert sorted(known.notes, key=int) == [str(number) for number in range(16)]
    assert store.audit.verify(TEAM).entries == 16


def test_threads_decide_a_case_once(store: Store) -> None:
    store.cases.open(case(), flag=flag(), entry=entry())

    def decides(number: int) -> str:
        """Return who has decided: this caller, or the one who was faster."""
        by = f"U{number}"
        decided = entry("decided", user=by)
        try:
            store.cases.change("c1", version=1, entry=decided, state="decided", decided_by=by)
        except StaleCase as stale:
            return stale.case.decided_by
        return by

    with ThreadPoolExecutor(8) as threads:
        deciders = set(threads.map(decides, range(16)))

    known = store.cases.get("c1")
    assert known is not None
    assert deciders == {known.decided_by}
    assert store.audit.verify(TEAM).entries == 2


def test_threads_do_what_has_a_key_once(store: Store) -> None:
    keyed = entry("exported", key="click")
    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(lambda _: store.audit.append(keyed), range(16)))

    assert sum(added) == 1
    assert store.audit.verify(TEAM).entries == 1


def test_processes_keep_one_record_and_claim_a_case_once(database_url: str, store: Store) -> None:
    command = [sys.executable, "-m", "tests.bot.store.recorder", database_url, "40"]
    users = ("U1", "U2")
    racers = [subprocess.Popen([*command, user], stdout=subprocess.PIPE) for user in users]
    outputs = [racer.communicate()[0].strip() for racer in racers]

    verified = store.audit.verify(TEAM)

    assert sorted(outputs) == [b"False", b"True"]
    assert (verified.broken, verified.entries) == ((), 83)


def test_erasing_and_deciding_at_once_leaves_a_record_that_holds(store: Store) -> None:
    for number in range(10):
        ts = f"{number}.1"
        store.cases.open(case(f"c{number}", ts=ts), flag=flag(f"f{number}", ts=ts), entry=entry())
    with ThreadPoolExecutor(4) as threads:
        claims = [threads.submit(claim, store, f"U{number}") for number in range(4)]
        erased = threads.submit(store.erase, TEAM, AUTHOR)
        expired = threads.submit(store.expire, START + DAY)
        others = threads.submit(store.erase, None, "U1")
    for future in (*claims, erased, expired, others):
        future.result()

    assert store.audit.verify(TEAM).broken == ()


@pytest.mark.parametrize("again", range(2))
def test_decision_outlives_a_killed_process_and_is_not_made_twice(
    database_url: str, open_store: Opener, again: int
) -> None:
    for _ in range(again + 1):
        killed = subprocess.run([sys.executable, "-c", DIE_AFTER_DECIDING, database_url])
        assert killed.returncode == -signal.SIGKILL
    store = open_store()

    decided = store.cases.get("c1")

    assert decided is not None
    assert (decided.verdict, decided.version) == ("agree", 2)
    assert store.audit.verify(TEAM).intact
    assert store.audit.verify(TEAM).entries == 2
