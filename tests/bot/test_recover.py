from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.durable.engine import Engine
from bot.durable.lines import Running
from bot.durable.slots import claimed
from bot.recover import main
from bot.store import Store
from tests.waiting import wait_until

NOWHERE = Path("no-such-file")


@pytest.fixture
def left_behind(database_url: str) -> Iterator[str]:
    """The address of a database in which slot "gone" has begun a job and will not be back."""
    with closing(Store.open(database_url)) as store:
        store.migrate()
    engine = Engine(database_url, Running(slot="gone"))
    engine.migrate()
    begun, gate = threading.Event(), threading.Event()

    def work(identifier: str) -> None:
        begun.set()
        gate.wait(30)
        raise SystemExit  # as good as gone: nothing is written down after this

    engine.launch({"answer": work})
    engine.submit("answer", "a", team="T1")
    assert begun.wait(30)
    engine.stop(grace=0)
    yield database_url
    gate.set()


def recover(url: str, *arguments: str) -> int:
    return main(arguments, {"DATABASE_URL": url}, env_file=NOWHERE)


@pytest.mark.parametrize("asked", ["gone", "--all"])
def test_recover_hands_jobs_over_to_who_is_there(
    left_behind: str, asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recover(left_behind, asked) == 0
    assert capsys.readouterr().out.endswith("whichever worker is there: 1\n")

    done: list[str] = []
    living = Engine(left_behind, Running(slot="living"))
    living.launch({"answer": done.append})
    wait_until(lambda: done == ["a"])
    living.stop(grace=5)


@pytest.mark.parametrize(("asked", "code"), [("gone", 1), ("--all", 0)])
def test_recover_leaves_a_living_process_its_jobs(
    left_behind: str, asked: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(Store.open(left_behind)) as store, claimed("gone", store.engine):
        assert recover(left_behind, asked) == code
        capsys.readouterr()
        recover(left_behind)

    assert capsys.readouterr().out == "gone: unfinished jobs: 1; a living process works on them\n"


def test_recover_lists_slots_with_unfinished_jobs(
    left_behind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recover(left_behind) == 0
    assert capsys.readouterr().out == "gone: unfinished jobs: 1; no living process\n"


def test_recover_of_an_unknown_slot_does_nothing(
    left_behind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recover(left_behind, "never-heard-of") == 0
    assert capsys.readouterr().out.endswith(": 0\n")


def test_recover_without_a_database_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recover(f"sqlite:///{tmp_path / 'nowhere' / 'bot.db'}", "gone") == 1
    assert "database" in capsys.readouterr().err
