"""Real processes, which do what would be the end of this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from bot.durable.isolated import Died, FailedApart, Isolated
from bot.models import Explains
from explain_core.errors import AttributionError, EmptyText, InputError, NotFinite
from tests.bot.fakes import FakeExplainer, explanation_of
from tests.waiting import wait_until


def load(name: str) -> Explains:
    return FakeExplainer(model=name)


def explain(explainer: Explains, text: str) -> object:
    return explainer.explain(text)


def own_number() -> int:
    return os.getpid()


def die(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(60)


def leave(code: int) -> NoReturn:
    os._exit(code)


def refuse() -> NoReturn:
    raise EmptyText


def distrust() -> NoReturn:
    raise NotFinite("logits")


def fail(text: str) -> NoReturn:
    raise ValueError(text)


def hoard(size: int) -> int:
    return len(bytearray(size))


@pytest.fixture(scope="module")
def isolated() -> Iterator[Isolated]:
    isolated = Isolated(load)
    yield isolated
    isolated.stop()


@pytest.mark.parametrize(
    "text", ["", "a", "👩‍👩‍👧", "这部电影", "a\x00b", "a\ud800b", "word " * 5000]
)
def test_isolated_gives_back_what_was_made_elsewhere(isolated: Isolated, text: str) -> None:
    assert isolated.run(explain, text, model="tiny") == explanation_of(text, model="tiny")


def test_isolated_works_in_one_other_process(isolated: Isolated) -> None:
    numbers = {isolated.run(own_number) for _ in range(3)}

    assert len(numbers) == 1
    assert os.getpid() not in numbers


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_isolated_says_what_the_other_process_died_of(
    isolated: Isolated, number: signal.Signals
) -> None:
    with pytest.raises(Died, match=number.name):
        isolated.run(die, number)

    assert isolated.run(own_number)


def test_isolated_says_that_the_other_process_just_ended(isolated: Isolated) -> None:
    with pytest.raises(Died, match="exit code 3"):
        isolated.run(leave, 3)


def test_isolated_ends_what_takes_too_long() -> None:
    isolated = Isolated(load, seconds=1)

    with pytest.raises(Died, match=r"SIGALRM|took too long"):
        isolated.run(time.sleep, 60)
    isolated.stop()


def test_isolated_does_not_hand_out_more_memory_than_there_is(isolated: Isolated) -> None:
    with pytest.raises(FailedApart, match="MemoryError"):
        isolated.run(hoard, 1 << 40)


def test_isolated_tells_what_is_meant_for_people(isolated: Isolated) -> None:
    with pytest.raises(InputError, match="There is no text to explain"):
        isolated.run(refuse)
    with pytest.raises(AttributionError, match="logits"):
        isolated.run(distrust)


def test_isolated_keeps_an_error_s_own_words_to_itself(isolated: Isolated) -> None:
    with pytest.raises(FailedApart) as raised:
        isolated.run(fail, "quincunx")

    assert str(raised.value) == "ValueError"


def test_isolated_is_not_stopped_by_a_signal_to_the_whole_group(isolated: Isolated) -> None:
    number = isolated.run(own_number)
    os.kill(number, signal.SIGINT)
    os.kill(number, signal.SIGTERM)

    assert isolated.run(own_number) == number


PARENT = """
from bot.durable.isolated import Isolated
from tests.bot.durable.test_isolated import load, say_and_stay
Isolated(load).run(say_and_stay)
"""


def say_and_stay() -> None:
    print(os.getpid(), flush=True)
    time.sleep(600)


def test_isolated_ends_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()

    wait_until(lambda: not is_running(child))


def is_running(number: int) -> bool:
    """Return whether the process is there and has not ended, waited for or not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
