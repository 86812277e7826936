from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from explain_core.sharing import MOST_AT_ONCE, Sharing


class Squares:
    """Squares numbers; the first call waits until it is let go, so that others pile up."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[int]]] = []
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, kind: str, jobs: Sequence[int]) -> list[int]:
        self.calls.append((kind, list(jobs)))
        self.entered.set()
        assert self.let_go.wait(30)
        if -1 in jobs:
            raise ValueError("negative")
        return [job * job for job in jobs]


def pile_up(
    squares: Squares, sharing: Sharing[str, int, int], jobs: Sequence[tuple[str, int]]
) -> list[int | Exception]:
    """Return each job's outcome; all but the first have waited for the first."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        first = pool.submit(sharing.result, *jobs[0])
        assert squares.entered.wait(30)
        others = [pool.submit(sharing.result, *job) for job in jobs[1:]]
        while len(sharing._waiting) < len(others):
            threading.Event().wait(0.001)
        squares.let_go.set()
        return [f.exception() or f.result() for f in (first, *others)]  # type: ignore[misc]


def test_a_lone_job_is_run_alone() -> None:
    squares = Squares()
    squares.let_go.set()
    assert Sharing(squares).result("a", 3) == 9
    assert squares.calls == [("a", [3])]


def test_jobs_that_wait_are_run_together() -> None:
    squares = Squares()
    found = pile_up(squares, Sharing(squares), [("a", n) for n in range(8)])
    assert found == [n * n for n in range(8)]
    assert [len(jobs) for _, jobs in squares.calls] == [1, 7]


def test_jobs_of_different_kinds_are_not() -> None:
    squares = Squares()
    jobs = [("a", 0), ("a", 1), ("b", 2), ("a", 3), ("b", 4)]
    assert pile_up(squares, Sharing(squares), jobs) == [0, 1, 4, 9, 16]
    assert sorted((kind, sorted(jobs)) for kind, jobs in squares.calls[1:]) == [
        ("a", [1, 3]),
        ("b", [2, 4]),
    ]


def test_a_job_that_fails_spoils_no_other() -> None:
    squares = Squares()
    found = pile_up(squares, Sharing(squares), [("a", 1), ("a", 2), ("a", -1), ("a", 4)])
    assert found[:2] == [1, 4]
    assert found[3] == 16
    assert isinstance(found[2], ValueError)


def test_no_run_takes_more_than_the_most_at_once() -> None:
    squares = Squares()
    n = MOST_AT_ONCE + 10
    assert pile_up(squares, Sharing(squares), [("a", k) for k in range(n)]) == [
        k * k for k in range(n)
    ]
    assert max(len(jobs) for _, jobs in squares.calls) == MOST_AT_ONCE


def test_a_failure_reaches_the_one_who_asked() -> None:
    squares = Squares()
    squares.let_go.set()
    with pytest.raises(ValueError, match="negative"):
        Sharing(squares).result("a", -1)
