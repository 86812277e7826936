from __future__ import annotations

from dataclasses import replace

import pytest

from bot.place import Place
from bot.store import Store
from bot.store.requests import Pending
from tests.bot.store.samples import DAY, ODD_TEXTS, OTHER, START, TEAM, USER, Clock, request


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_requests_give_back_what_was_added(store: Store, text: str) -> None:
    asked = request(text=text, compare=text, response_url="http://127.0.0.1/answer", thread="1.2")

    assert store.requests.add(asked)
    assert store.requests.get("r1") == asked


def test_requests_take_an_id_once(store: Store) -> None:
    assert store.requests.add(request(text="first"))
    assert not store.requests.add(request(text="second"))

    kept = store.requests.get("r1")
    assert kept is not None
    assert kept.text == "first"


def test_requests_know_nothing_of_another_id(store: Store) -> None:
    assert store.requests.get("r1") is None
    assert store.requests.state("r1") is None
    assert store.requests.place("r1") is None
    assert store.requests.problem("r1") is None
    assert not store.requests.has_text("r1")


def test_requests_begin_as_accepted(store: Store) -> None:
    store.requests.add(request())

    assert store.requests.state("r1") == "accepted"


def test_requests_remember_their_state(store: Store) -> None:
    store.requests.add(request())
    store.requests.set_state("r1", "explained")

    assert store.requests.state("r1") == "explained"


@pytest.mark.parametrize(("before", "after"), [("accepted", "explained"), ("posting", "posting")])
def test_requests_stay_known_as_perhaps_posted_when_they_are_explained(
    store: Store, before: str, after: str
) -> None:
    store.requests.add(request(), state=before)
    store.requests.set_explained("r1")

    assert store.requests.state("r1") == after


def test_requests_remember_where_the_answer_stands(store: Store) -> None:
    store.requests.add(request())
    assert store.requests.place("r1") is None

    store.requests.set_place("r1", Place("C01", "1.2"))
    store.requests.set_place("r1", Place("D01", "3.4"))

    assert store.requests.place("r1") == Place("D01", "3.4")


def test_requests_remember_what_went_wrong(store: Store) -> None:
    store.requests.add(request())
    assert store.requests.problem("r1") is None

    store.requests.set_problem("r1", "There is no text.")

    assert store.requests.problem("r1") == "There is no text."


def test_requests_take_a_text_that_is_read_later(store: Store) -> None:
    asked = request(text="")
    store.requests.add(asked)
    store.requests.set_text("r1", "so bad")

    assert store.requests.get("r1") == replace(asked, text="so bad")


def test_requests_set_nothing_for_an_unknown_id(store: Store) -> None:
    store.requests.set_text("r1", "so bad")
    store.requests.set_state("r1", "answered")

    assert store.requests.get("r1") is None


@pytest.mark.parametrize("state", ["draft", "failed"])
def test_requests_reopen_what_is_idle(store: Store, state: str) -> None:
    store.requests.add(request(), state=state)
    store.requests.set_problem("r1", "It failed.")
    again = request(response_url="http://127.0.0.1/new")

    assert store.requests.reopen(again)
    assert store.requests.state("r1") == "accepted"
    assert store.requests.problem("r1") is None
    assert store.requests.get("r1") == again


@pytest.mark.parametrize("state", ["accepted", "explained", "answered"])
def test_requests_do_not_reopen_what_is_under_way_or_done(store: Store, state: str) -> None:
    store.requests.add(request(), state=state)

    assert not store.requests.reopen(request())
    assert store.requests.state("r1") == state


def test_requests_reopen_once(store: Store) -> None:
    store.requests.add(request(), state="failed")

    assert [store.requests.reopen(request()) for _ in range(2)] == [True, False]


def test_requests_count_those_that_wait(store: Store) -> None:
    for id, user, state in (
        ("r1", USER, "accepted"),
        ("r2", USER, "answered"),
        ("r3", OTHER, "accepted"),
        ("r4", USER, "draft"),
    ):
        store.requests.add(request(id, user=user), state=state)

    assert store.requests.waiting() == 2


def test_requests_tell_who_waits_for_how_much(store: Store) -> None:
    for id, user, state in (
        ("r1", USER, "accepted"),
        ("r2", USER, "posting"),
        ("r3", OTHER, "explained"),
        ("r4", OTHER, "failed"),
        ("r5", "U03", "draft"),
    ):
        store.requests.add(request(id, user=user), state=state)

    pending = sorted(store.requests.pending(), key=lambda one: one.user)
    assert pending == [Pending(TEAM, USER, 1, 2), Pending(TEAM, OTHER, 0, 1)]


def test_requests_tell_since_when_one_waits(store: Store, clock: Clock) -> None:
    assert store.requests.waiting_since() is None
    store.requests.add(request("r0"), state="answered")
    clock.advance(DAY)
    store.requests.add(request("r1"))
    clock.advance(DAY)
    store.requests.add(request("r2"))

    assert store.requests.waiting_since() == START + DAY


def test_requests_name_those_that_were_left_behind(store: Store, clock: Clock) -> None:
    store.requests.add(request("r0"), state="answered")
    store.requests.add(request("r1"), state="posting")
    clock.advance(DAY)
    store.requests.add(request("r2"))

    assert store.requests.left_behind(START + DAY) == ["r1"]


def test_requests_reopen_again_for_the_same_click(store: Store) -> None:
    store.requests.add(request(), state="failed")

    attempts = ["click", "click", "another"]
    assert [store.requests.reopen(request(), attempt=one) for one in attempts] == [
        True,
        True,
        False,
    ]
