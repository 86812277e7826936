from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.errors import StartError
from bot.slots import claimed

HOLD = """
import sys
from sqlalchemy import create_engine
from bot.slots import claimed
with claimed(sys.argv[1], create_engine(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.db'}"


def test_claimed_refuses_a_slot_that_another_process_holds(url: str) -> None:
    command = [sys.executable, "-c", HOLD, "bot-1", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(StartError, match=r"'bot-1'.*BOT_SLOT=bot-2"),
            claimed("bot-1", create_engine(url)),
        ):
            pass
        other.kill()


def test_claimed_takes_over_from_a_process_that_was_killed(url: str) -> None:
    command = [sys.executable, "-c", HOLD, "bot-1", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
        other.wait()

    with claimed("bot-1", create_engine(url)):
        pass


def test_claimed_leaves_other_slots_free(url: str) -> None:
    with claimed("bot-1", create_engine(url)), claimed("bot-2", create_engine(url)):
        pass


@pytest.mark.parametrize("slot", ["web.1", "a/b", "名", "x" * 300])
def test_claimed_takes_any_name(slot: str, url: str) -> None:
    with claimed(slot, create_engine(url)):
        pass
