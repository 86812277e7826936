from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from bot.store import Kept, Store, Verdicts
from tests.bot.store.samples import (
    DAY,
    ODD_TEXTS,
    OTHER,
    START,
    TEAM,
    USER,
    Clock,
    explanation,
    request,
)

Keep = Callable[..., None]


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_explanations_give_back_what_was_put(store: Store, keep: Keep, text: str) -> None:
    keep(text=text)

    assert store.explanations.get("r1") == explanation(text)


def test_explanations_know_nothing_of_another_id(store: Store) -> None:
    assert store.explanations.get("r1") is None
    assert store.explanations.find("r1") is None
    assert store.explanations.picture("r1") is None
    assert not store.explanations.matches("r1", "so bad")


def test_explanations_replace_the_one_with_the_same_id(
    store: Store, keep: Keep, clock: Clock
) -> None:
    keep(text="first")
    store.explanations.set_picture("r1", "F01")
    store.verdicts.set("r1", USER, "agree")
    clock.advance(DAY)
    keep(text="second")

    assert store.explanations.find("r1") == Kept(
        id="r1", created=START, explanation=explanation("second"), picture="F01"
    )
    assert store.verdicts.count("r1") == Verdicts(agree=1)


@pytest.mark.parametrize("erase", ["erase", "forget"])
def test_explanations_of_a_request_that_was_erased_meanwhile_are_not_kept(
    store: Store, keep: Keep, erase: str
) -> None:
    store.requests.add(request("r1"))
    if erase == "erase":
        store.erase(TEAM, USER)
    else:
        store.workspaces.forget(TEAM)
    keep("e1", request="r1")

    assert store.explanations.get("e1") is None


def test_explanations_are_recorded_with_what_made_them(store: Store) -> None:
    store.requests.add(request("r1"))
    store.explanations.put(
        "e1",
        explanation(),
        team=TEAM,
        user=USER,
        channel="C01",
        model="moderation",
        request="r1",
        model_hash="abc",
        tokenizer_hash="def",
    )
    columns = "request_id, model, model_hash, tokenizer_hash, baseline, points, delta"
    with store.engine.connect() as connection:
        row = connection.execute(sql(f"SELECT {columns} FROM explain_explanations")).one()

    assert tuple(row) == ("r1", "moderation", "abc", "def", "pad", 32, -1e-9)


def test_explanations_remember_their_picture(store: Store, keep: Keep) -> None:
    keep()
    assert store.explanations.picture("r1") is None

    store.explanations.set_picture("r1", "F01")

    assert store.explanations.picture("r1") == "F01"


def test_explanations_list_somebodys_latest_first(store: Store, keep: Keep, clock: Clock) -> None:
    for id in ("r1", "r2", "r3"):
        keep(id)
        clock.advance(DAY)
    keep("r4", user=OTHER)
    keep("r5", team="T99")

    latest = store.explanations.latest(TEAM, USER, n=2)

    assert [kept.id for kept in latest] == ["r3", "r2"]
    assert latest[0].created == START + 2 * DAY


def test_explanations_list_a_comparison_once(store: Store, keep: Keep) -> None:
    store.requests.add(request(id="r1"))
    keep("r1", request="r1")
    keep("r1-b", request="r1")

    assert [kept.id for kept in store.explanations.latest(TEAM, USER)] == ["r1"]


def test_explanations_of_nobody_are_none(store: Store) -> None:
    assert store.explanations.latest(TEAM, USER) == []


def test_explanations_copy_under_a_new_id(store: Store, keep: Keep) -> None:
    keep()
    store.explanations.set_picture("r1", "F01")

    assert store.explanations.copy("r1", "r2")
    store.verdicts.set("r2", USER, "agree")

    assert store.explanations.get("r2") == explanation()
    assert store.explanations.picture("r2") == "F01"
    assert store.verdicts.count("r1") == Verdicts()


def test_explanations_copied_for_a_request_go_with_it(store: Store, keep: Keep) -> None:
    store.requests.add(request(id="r1"))
    keep("r1-b", request="r1")
    assert store.explanations.copy("r1-b", "r2-b", request="r2")
    store.explanations.delete("r2")

    assert store.explanations.get("r2-b") is None
    assert store.explanations.get("r1-b") == explanation()


def test_explanations_copy_leaves_what_is_there(store: Store, keep: Keep) -> None:
    keep("r1", "first")
    keep("r2", "second")

    assert store.explanations.copy("r1", "r2")
    assert store.explanations.get("r2") == explanation("second")


def test_explanations_cannot_copy_what_is_not_there(store: Store) -> None:
    assert not store.explanations.copy("r1", "r2")


def test_explanations_tell_their_text_from_others(store: Store, keep: Keep) -> None:
    keep(text="so bad")

    assert store.explanations.matches("r1", "so bad")
    assert not store.explanations.matches("r1", "so good")


def test_kept_explanations_do_not_show_their_text(store: Store, keep: Keep) -> None:
    keep(text="confidential")

    assert "confidential" not in repr(store.explanations.find("r1"))
