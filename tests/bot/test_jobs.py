from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.durable.engine import Engine
from bot.durable.lines import Running
from bot.errors import Busy, BusyWithTeam, BusyWithYou, Stopping
from bot.jobs import ANSWER, CLICK, Jobs, Limits
from bot.models import Models
from bot.store import Store
from tests.bot.fakes import FakeExplainer, action_for, explanation_of, request_for
from tests.waiting import wait_until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(f"sqlite:///{tmp_path / 'bot.db'}", Running(poll=0.02, poll_rest=0.02))
    engine.migrate()
    yield engine
    engine.stop(grace=5)


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture
def models(explainer: FakeExplainer) -> Models:
    return Models(lambda _: explainer, default="fake")


def keep(store: Store, id: str) -> None:
    store.explanations.put(
        id, explanation_of(), team="T0TEAM", user="U0ALICE", channel="C0GENERAL", model="fake"
    )


@pytest.fixture
def jobs(engine: Engine, store: Store, models: Models) -> Jobs:
    return Jobs(engine, store, models, limits=Limits(queue=5, team=4, user=3))


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


def test_jobs_refuse_more_of_one_workspace_than_may_wait(jobs: Jobs) -> None:
    for number in range(4):
        jobs.submit(request_for(id=f"a{number}", user=f"U{number}"))

    with pytest.raises(BusyWithTeam, match="4 requests from this workspace"):
        jobs.submit(request_for(id="late", user="U9"))
    assert jobs.submit(request_for(id="b", team="T0OTHER", user="U0BOB")).new


def test_jobs_refuse_more_in_all_than_may_wait(jobs: Jobs, store: Store) -> None:
    for number in range(5):
        jobs.submit(request_for(id=f"a{number}", team=f"T{number}"))

    with pytest.raises(Busy, match="5 requests are waiting"):
        jobs.submit(request_for(id="late", team="T9"))
    assert store.requests.get("late") is None


def test_jobs_refuse_nothing_where_there_is_no_limit(
    engine: Engine, store: Store, models: Models
) -> None:
    jobs = Jobs(engine, store, models, limits=Limits(queue=0, team=0, user=0))

    assert all(jobs.submit(request_for(id=f"a{number}")).new for number in range(35))


def test_jobs_say_the_position_where_it_takes_more_than_a_minute(
    engine: Engine, store: Store, models: Models
) -> None:
    """By what is usual: nothing is known yet of how it goes."""
    jobs = Jobs(engine, store, models)
    for number in range(60):
        assert jobs.submit(request_for(id=f"a{number}", user=f"U{number}")).position is None

    assert jobs.submit(request_for(id="late")).position == 61


def test_jobs_say_the_position_by_how_it_went_in_the_last_minute(
    engine: Engine, tmp_path: Path, models: Models
) -> None:
    """Two answers in half a minute, and four that wait."""
    began = datetime.now(UTC) - timedelta(seconds=30)
    with closing(Store.open(f"sqlite:///{tmp_path / 'bot.db'}", clock=lambda: began)) as past:
        past.migrate()
        for number in range(4):
            past.requests.add(request_for(id=f"a{number}", user=f"U{number}"))
    with closing(Store.open(f"sqlite:///{tmp_path / 'bot.db'}")) as store:
        for number in range(2):
            keep(store, f"done{number}")
        jobs = Jobs(engine, store, models)

        assert jobs.submit(request_for(id="late")).position == 5


def test_jobs_count_of_everybody_no_more_than_comes_first(
    engine: Engine, store: Store, models: Models
) -> None:
    """Whoever asks for the first time does not wait for a hundred of somebody else's."""
    jobs = Jobs(engine, store, models, limits=Limits(user=100))
    for number in range(80):
        jobs.submit(request_for(id=f"a{number}"))

    assert jobs.submit(request_for(id="late", user="U0BOB")).position is None


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


def test_jobs_answer_again_what_a_crash_kept_from_the_engine(
    jobs: Jobs, engine: Engine, store: Store
) -> None:
    done: list[str] = []
    engine.launch({ANSWER: done.append, CLICK: done.append})
    jobs.draft(request_for(id="a"))
    store.requests.reopen(request_for(id="a"), attempt="click")

    assert not jobs.again(request_for(id="a"), attempt="another click")
    assert jobs.again(request_for(id="a"), attempt="click")
    wait_until(lambda: done == ["a"])
