from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.store import Store, Verdicts
from tests.bot.store.conftest import Opener
from tests.bot.store.racer import race
from tests.bot.store.samples import request

Keep = Callable[..., None]

N = 50
DIE_AFTER_ADDING = """
import os, signal, sys
from bot.store import Store
from tests.bot.store.samples import request
store = Store.open(sys.argv[1])
store.migrate()
store.requests.add(request())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_threads_are_first_once_each(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: race(store, N), range(4)))

    assert [sum(count) for count in zip(*counts, strict=True)] == [N, N]


def test_processes_that_start_at_once_migrate_and_are_first_once_each(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.bot.store.racer", database_url, str(N)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [racer.communicate()[0] for racer in racers]

    counts = [tuple(map(int, output.split())) for output in outputs]

    assert [sum(count) for count in zip(*counts, strict=True)] == [N, N]


def test_threads_change_a_verdict_without_losing_one(store: Store, keep: Keep) -> None:
    keep("r1")
    said = [(f"U{number}", verdict) for number in range(10) for verdict in ("agree", "disagree")]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda pair: store.verdicts.set("r1", *pair), said))

    counted = store.verdicts.count("r1")

    assert counted.agree + counted.disagree == 10


def test_threads_reopen_a_request_once(store: Store) -> None:
    store.requests.add(request(), state="failed")
    with ThreadPoolExecutor(8) as threads:
        reopened = list(threads.map(lambda _: store.requests.reopen(request()), range(8)))

    assert sum(reopened) == 1


def test_erasing_and_judging_at_once_leaves_no_verdict_behind(store: Store, keep: Keep) -> None:
    for number in range(20):
        keep("r1")
        with ThreadPoolExecutor(2) as threads:
            judged = threads.submit(store.verdicts.set, "r1", f"U{number}", "agree")
            erased = threads.submit(store.explanations.delete, "r1")
        judged.result()
        erased.result()

    assert store.verdicts.count("r1") == Verdicts()


def test_what_was_added_outlives_a_killed_process(database_url: str, open_store: Opener) -> None:
    killed = subprocess.run([sys.executable, "-c", DIE_AFTER_ADDING, database_url])
    assert killed.returncode == -signal.SIGKILL

    assert open_store().requests.get("r1") == request()
