from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import Engine, Running
from bot.errors import Busy, BusyWithYou, Stopping
from bot.jobs import ANSWER, CLICK, TOLD_FROM, Jobs
from bot.models import Models
from bot.store import Store
from tests.bot.fakes import FakeExplainer, action_for, request_for
from tests.waiting import wait_until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(f"sqlite:///{tmp_path / 'bot.db'}", Running(poll=0.02))
    engine.migrate()
    yield engine
    engine.stop(grace=5)


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture
def models(explainer: FakeExplainer) -> Models:
    return Models(lambda _: explainer, default="fake")


@pytest.fixture
def jobs(engine: Engine, store: Store, models: Models) -> Jobs:
    return Jobs(engine, store, models, limit=5, user_limit=3)


def test_jobs_write_a_request_down_before_they_return(jobs: Jobs, store: Store) -> None:
    assert jobs.submit(request_for("a", id="a")).new
    assert store.requests.get("a") == request_for("a", id="a")


def test_jobs_do_what_was_submitted(jobs: Jobs, engine: Engine) -> None:
    done: list[str] = []
    engine.launch({ANSWER: done.append, CLICK: done.append})
    jobs.submit(request_for(id="a"))
    jobs.act(action_for(id="b"))

    wait_until(lambda: sorted(done) == ["a", "b"])


def test_jobs_do_a_repeated_request_once(jobs: Jobs, engine: Engine) -> None:
    done: list[str] = []
    jobs.submit(request_for(id="a"))
    assert not jobs.submit(request_for(id="a")).new
    engine.launch({ANSWER: done.append, CLICK: done.append})
    jobs.submit(request_for(id="a"))
    jobs.submit(request_for(id="last"))

    wait_until(lambda: {"a", "last"} <= set(done))
    assert sorted(done) == ["a", "last"]


def test_jobs_do_what_was_written_down_but_never_begun(
    jobs: Jobs, engine: Engine, store: Store
) -> None:
    """As after a crash between the two; Slack then sends an event again."""
    done: list[str] = []
    store.requests.add(request_for(id="a"))
    engine.launch({ANSWER: done.append, CLICK: done.append})
    jobs.submit(request_for(id="a"))

    wait_until(lambda: done == ["a"])


def test_jobs_refuse_more_of_one_person_than_may_wait(jobs: Jobs) -> None:
    for number in range(3):
        jobs.submit(request_for(id=f"a{number}"))

    with pytest.raises(BusyWithYou, match="3 of your own requests"):
        jobs.submit(request_for(id="a3"))
    assert jobs.submit(request_for(id="b", user="U0BOB")).new


def test_jobs_refuse_more_in_all_than_may_wait(jobs: Jobs, store: Store) -> None:
    for number in range(5):
        jobs.submit(request_for(id=f"a{number}", user=f"U{number}"))

    with pytest.raises(Busy, match="5 requests are waiting"):
        jobs.submit(request_for(id="late", user="U9"))
    assert store.requests.get("late") is None


def test_jobs_say_the_position_where_many_wait(
    engine: Engine, store: Store, models: Models
) -> None:
    jobs = Jobs(engine, store, models, user_limit=1000)
    for number in range(TOLD_FROM):
        assert jobs.submit(request_for(id=f"a{number}")).position is None

    assert jobs.submit(request_for(id="late")).position == TOLD_FROM + 1


def test_jobs_accept_nothing_once_they_were_stopped(jobs: Jobs, store: Store) -> None:
    jobs.stop(grace=0)

    with pytest.raises(Stopping):
        jobs.submit(request_for(id="a"))
    with pytest.raises(Stopping):
        jobs.act(action_for(id="b"))
    assert store.requests.get("a") is None


def test_jobs_predict_nothing_before_the_model_is_loaded(jobs: Jobs) -> None:
    assert jobs.predict("a") is None


def test_jobs_predict_on_a_thread_of_their_own(
    jobs: Jobs, models: Models, explainer: FakeExplainer
) -> None:
    models.get()
    prediction = jobs.predict("a")

    assert prediction is not None
    assert prediction.label == "negative"
    assert threading.current_thread().name not in explainer.threads


def test_jobs_do_not_wait_for_a_prediction_that_takes_too_long(
    jobs: Jobs, models: Models, explainer: FakeExplainer
) -> None:
    models.get()
    explainer.gate.clear()

    assert jobs.predict("a", timeout=0.01) is None
    explainer.gate.set()


def test_jobs_answer_a_draft_when_they_are_told_to(
    jobs: Jobs, engine: Engine, store: Store
) -> None:
    done: list[str] = []
    engine.launch({ANSWER: done.append, CLICK: done.append})
    jobs.draft(request_for(id="a"))
    assert jobs.again(request_for(id="a"), attempt="click")

    wait_until(lambda: done == ["a"])
    store.requests.set_state("a", "answered")
    assert not jobs.again(request_for(id="a"), attempt="another click")
