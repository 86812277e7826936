from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import Engine

from bot.durable.slots import claimed
from bot.errors import StartError
from bot.store.database import Database
from tests.postgres import Postgres

HOLD = """
import sys
from bot.durable.slots import claimed
from bot.store.database import Database
with claimed(sys.argv[1], Database(sys.argv[2]).engine):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another(slot: str, url: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", HOLD, slot, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield other
        other.kill()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    database = Database(database_url)
    yield database.engine
    database.close()


def claim(slot: str, engine: Engine) -> None:
    with claimed(slot, engine):
        pass


def test_claimed_refuses_a_slot_that_another_process_holds(
    database_url: str, engine: Engine
) -> None:
    with (
        held_by_another("bot-1", database_url),
        pytest.raises(StartError, match=r"'bot-1'.*BOT_SLOT=bot-2"),
    ):
        claim("bot-1", engine)


def test_claimed_takes_over_from_a_process_that_was_killed(
    database_url: str, engine: Engine
) -> None:
    with held_by_another("bot-1", database_url) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()

    claim("bot-1", engine)


def test_claimed_lets_go_of_a_slot_at_the_end(engine: Engine) -> None:
    for _ in range(2):
        claim("bot-1", engine)


def test_claimed_leaves_other_slots_free(engine: Engine) -> None:
    with claimed("bot-1", engine):
        claim("bot-2", engine)


@pytest.mark.parametrize("slot", ["web.1", "a/b", "名", "x" * 300])
def test_claimed_takes_any_name(slot: str, engine: Engine) -> None:
    claim(slot, engine)


def test_claimed_holds_on_after_the_server_was_restarted(postgres: Postgres) -> None:
    with postgres.database() as url, ExitStack() as stack:
        database = Database(url)
        stack.callback(database.close)
        renew = stack.enter_context(claimed("bot-1", database.engine))
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        renew()
        renew()

        with pytest.raises(StartError), another_engine(url) as other:
            claim("bot-1", other)


def test_claimed_ends_where_another_process_was_faster(postgres: Postgres) -> None:
    with postgres.database() as url, ExitStack() as stack:
        database = Database(url)
        stack.callback(database.close)
        renew = stack.enter_context(claimed("bot-1", database.engine))
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        other = stack.enter_context(another_engine(url))
        stack.enter_context(claimed("bot-1", other))
        renew()

        with pytest.raises(StartError):
            renew()


@contextmanager
def another_engine(url: str) -> Iterator[Engine]:
    database = Database(url)
    try:
        yield database.engine
    finally:
        database.close()
