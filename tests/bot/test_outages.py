"""A database that goes away or runs full under load: requests are refused clearly, or survive."""

from __future__ import annotations

import gc
import itertools
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.assembly import Bot
from bot.durable import steps
from bot.errors import StoreUnavailable
from bot.settings import Secret
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.postgres import Postgres
from tests.slack import SlackStandIn
from tests.waiting import wait_until

CHANNEL = "C0GENERAL"
SORRY = str(StoreUnavailable(""))


class People:
    """Several who go on asking until told to stop; each text is asked about once."""

    def __init__(self, slack: SlackStandIn, n: int = 4) -> None:
        self._slack = slack
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(n)
        self._asking = [self._pool.submit(self._ask) for _ in range(n)]
        self.accepted: list[str] = []
        self.refused: list[str] = []

    def _ask(self) -> None:
        while not self._stop.wait(0.02):
            text = f"text no{next(self._numbers):04d}"
            user = f"U{next(self._numbers):08d}"
            ack = self._slack.command("/explain", text, user=user)
            assert ack.ok
            if ack.body is None or ack.body == "":
                self.accepted.append(text)
            else:
                assert SORRY in str(ack.body)
                self.refused.append(text)

    def stop(self) -> None:
        self._stop.set()
        for one in self._asking:
            one.result()
        self._pool.shutdown()

    def n_answers(self, text: str) -> int:
        said = self._slack.messages(CHANNEL)
        return sum(f"“{text}”" in message.text for message in said)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0.1)


def go_through(
    slack: SlackStandIn, bot: Bot, *, trouble: Callable[[], None], rest: Callable[[], None]
) -> None:
    """Have people ask before, during and after the trouble."""
    people = People(slack)
    wait_until(lambda: len(people.accepted) >= 5)
    trouble()
    wait_until(lambda: len(people.refused) >= 5)
    rest()
    n_accepted = len(people.accepted)
    wait_until(lambda: len(people.accepted) >= n_accepted + 5)
    people.stop()

    def is_answered() -> bool:
        return all(people.n_answers(text) for text in people.accepted)

    wait_until(is_answered)
    assert {people.n_answers(text) for text in people.accepted} == {1}
    assert {people.n_answers(text) for text in people.refused} <= {0, 1}


# What the engine had open to the server is gone without being closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_requests_survive_a_restart_of_the_server_or_are_refused(
    slack: SlackStandIn, postgres: Postgres
) -> None:
    with (
        postgres.database() as url,
        running(slack, FakeExplainer(), database_url=Secret(url)) as bot,
    ):
        go_through(slack, bot, trouble=postgres.stop, rest=postgres.start)
    gc.collect()  # so that it is found here, and not in the middle of another test


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Pool, "checkout", disk.limit)
    yield disk
    event.remove(Pool, "checkout", disk.limit)


class Disk:
    """What SQLite may take of it; `limit` is told whenever a connection is about to be used."""

    def __init__(self) -> None:
        self._is_full = False

    def limit(self, connection: sqlite3.Connection, *_: object) -> None:
        pages = "page_count" if self._is_full else "max_page_count"
        (taken,) = connection.execute(f"PRAGMA {pages}").fetchone()
        most = taken if self._is_full else 2**30
        connection.execute(f"PRAGMA max_page_count = {most}")

    def fill(self) -> None:
        self._is_full = True

    def clear(self) -> None:
        self._is_full = False


def test_requests_survive_a_full_disk_or_are_refused(slack: SlackStandIn, disk: Disk) -> None:
    with running(slack, FakeExplainer()) as bot:
        go_through(slack, bot, trouble=disk.fill, rest=disk.clear)
