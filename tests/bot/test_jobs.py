from __future__ import annotations

import threading

import pytest

from bot.errors import Busy, Stopping
from bot.jobs import REMEMBERED, Jobs
from bot.request import ExplainRequest
from tests.bot.fakes import request_for

GRACE = 30.0


class Recorder:
    """Work that notes what it gets; `gate` holds it back while it is cleared."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Semaphore(0)

    def __call__(self, request: ExplainRequest) -> None:
        self.begun.release()
        assert self.gate.wait(GRACE)
        self.done.append(request.text)


def submit(jobs: Jobs, *texts: str) -> None:
    for text in texts:
        jobs.submit(request_for(text, id=f"id-{text}"))


def test_jobs_run_what_was_submitted_in_order() -> None:
    jobs, work = Jobs(workers=1), Recorder()
    jobs.start(work)
    submit(jobs, "a", "b", "c")

    assert jobs.stop(grace=GRACE) == []
    assert work.done == ["a", "b", "c"]


def test_jobs_keep_what_comes_before_the_start() -> None:
    jobs, work = Jobs(workers=1), Recorder()
    submit(jobs, "early")
    assert not jobs.started
    jobs.start(work)
    submit(jobs, "late")

    assert jobs.stop(grace=GRACE) == []
    assert work.done == ["early", "late"]


def test_jobs_run_several_at_once() -> None:
    jobs, work = Jobs(workers=2), Recorder()
    work.gate.clear()
    jobs.start(work)
    submit(jobs, "a", "b")
    begun = [work.begun.acquire(timeout=GRACE) for _ in range(2)]
    work.gate.set()

    assert begun == [True, True]
    assert jobs.stop(grace=GRACE) == []


def test_jobs_go_on_after_work_that_failed(caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def work(request: ExplainRequest) -> None:
        if request.text == "bad":
            raise ValueError("no")
        done.append(request.text)

    jobs = Jobs(workers=1)
    jobs.start(work)
    submit(jobs, "bad", "good")

    assert jobs.stop(grace=GRACE) == []
    assert done == ["good"]
    assert "id-bad" in caplog.text


def test_jobs_refuse_more_than_their_limit() -> None:
    jobs = Jobs(limit=2)
    submit(jobs, "a", "b")

    with pytest.raises(Busy) as caught:
        submit(jobs, "c")
    assert caught.value.waiting == 2


def test_jobs_refuse_everything_once_stopped() -> None:
    jobs = Jobs()
    jobs.stop(grace=0.0)

    with pytest.raises(Stopping):
        submit(jobs, "late")


def test_stop_gives_back_what_was_never_started() -> None:
    jobs = Jobs()
    submit(jobs, "a", "b")

    assert [request.text for request in jobs.stop(grace=GRACE)] == ["a", "b"]


def test_stop_gives_back_what_is_unfinished_after_the_grace() -> None:
    jobs, work = Jobs(workers=1), Recorder()
    work.gate.clear()
    jobs.start(work)
    submit(jobs, "under way", "waiting")
    assert work.begun.acquire(timeout=GRACE)
    unfinished = jobs.stop(grace=0.0)
    work.gate.set()

    assert [request.text for request in unfinished] == ["under way", "waiting"]


def test_stop_can_be_called_twice() -> None:
    jobs = Jobs()
    submit(jobs, "a")

    assert len(jobs.stop(grace=0.0)) == 1
    assert jobs.stop(grace=0.0) == []


def test_jobs_ignore_what_waits_or_runs_or_was_done_already() -> None:
    jobs, work = Jobs(workers=1), Recorder()
    submit(jobs, "first", "waiting", "waiting")
    work.gate.clear()
    jobs.start(work)
    assert work.begun.acquire(timeout=GRACE)
    submit(jobs, "first")
    work.gate.set()
    assert work.begun.acquire(timeout=GRACE)
    submit(jobs, "first", "last")

    assert jobs.stop(grace=GRACE) == []
    assert work.done == ["first", "waiting", "last"]


def test_jobs_forget_in_the_end_what_was_done() -> None:
    jobs, work = Jobs(workers=1, limit=5000), Recorder()
    others = [str(number) for number in range(5000 + 1 + REMEMBERED)]
    jobs.start(work)
    submit(jobs, "again")
    for start in range(0, len(others), 1000):
        submit(jobs, *others[start : start + 1000])
        for _ in others[start : start + 1000]:
            assert work.begun.acquire(timeout=GRACE)
    submit(jobs, "again")

    assert jobs.stop(grace=GRACE) == []
    assert work.done.count("again") == 2


def test_jobs_accept_a_repetition_of_what_they_refused() -> None:
    jobs = Jobs(limit=1)
    submit(jobs, "a")
    with pytest.raises(Busy):
        submit(jobs, "b")

    with pytest.raises(Busy):
        submit(jobs, "b")
