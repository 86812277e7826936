from __future__ import annotations

import pytest

from bot.settings import KeepText
from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.remains import remains
from tests.bot.store.samples import DAY, START, TEAM, USER, Clock, explanation, request

SECRET = "confidential"


def ask_and_explain(store: Store, id: str = "r1", text: str = f"so {SECRET}") -> None:
    store.requests.add(request(id, text, compare=text))
    for part in (id, f"{id}-b"):
        store.explanations.put(
            part,
            explanation(text),
            request=id,
            team=TEAM,
            user=USER,
            channel="C01",
            model="sentiment",
        )


def test_stored_texts_outlive_the_answer(open_store: Opener) -> None:
    store = open_store(keep_text="stored")
    ask_and_explain(store)
    store.requests.set_state("r1", "answered")
    store.requests.drop_text("r1")

    assert store.requests.get("r1") == request(text=f"so {SECRET}", compare=f"so {SECRET}")
    assert store.explanations.get("r1") == explanation(f"so {SECRET}")
    assert store.requests.has_text("r1")


@pytest.mark.parametrize("keep_text", ["hashed", "dropped"])
def test_other_texts_go_once_they_are_answered(open_store: Opener, keep_text: KeepText) -> None:
    store = open_store(keep_text=keep_text)
    ask_and_explain(store)
    store.requests.set_state("r1", "explained")
    assert store.requests.has_text("r1")

    store.requests.set_state("r1", "answered")
    store.drop_texts(START)

    assert remains(store, SECRET) == []
    assert not store.requests.has_text("r1")
    assert store.requests.get("r1") == request(text="")


@pytest.mark.parametrize("keep_text", ["hashed", "dropped"])
def test_explanations_stay_useful_without_their_words(
    open_store: Opener, keep_text: KeepText
) -> None:
    store = open_store(keep_text=keep_text)
    ask_and_explain(store)
    store.requests.set_state("r1", "answered")

    kept = store.explanations.find("r1")

    assert kept is not None
    assert not kept.has_text
    assert kept.explanation.text == "• •"
    assert kept.explanation.probability == explanation().probability
    assert store.verdicts.set("r1", USER, "agree")


def test_hashed_texts_can_be_recognised(open_store: Opener) -> None:
    store = open_store(keep_text="hashed")
    ask_and_explain(store)
    store.requests.set_state("r1", "answered")

    assert store.explanations.matches("r1", f"so {SECRET}")
    assert not store.explanations.matches("r1", "so good")


def test_dropped_texts_cannot_be_recognised(open_store: Opener) -> None:
    store = open_store(keep_text="dropped")
    ask_and_explain(store)
    store.requests.set_state("r1", "answered")

    assert not store.explanations.matches("r1", f"so {SECRET}")


def test_texts_of_a_failed_request_stay_for_another_try(open_store: Opener) -> None:
    store = open_store(keep_text="dropped")
    ask_and_explain(store)
    store.requests.set_state("r1", "failed")

    assert store.requests.has_text("r1")


def test_texts_that_were_never_answered_go_in_the_end(open_store: Opener, clock: Clock) -> None:
    store = open_store(keep_text="dropped")
    ask_and_explain(store, "r1")
    clock.advance(DAY)
    ask_and_explain(store, "r2", "newer")

    assert store.drop_texts(START + DAY) == 3
    assert remains(store, SECRET) == []
    assert store.requests.has_text("r2")
    assert store.drop_texts(START + DAY) == 0


def test_texts_are_not_dropped_where_they_are_stored(open_store: Opener) -> None:
    store = open_store(keep_text="stored")
    ask_and_explain(store)

    assert store.drop_texts(START + DAY) == 0
    assert store.requests.has_text("r1")


@pytest.mark.parametrize("keep_text", ["stored", "hashed", "dropped"])
def test_deleting_an_explanation_takes_every_text_along(
    open_store: Opener, keep_text: KeepText
) -> None:
    store = open_store(keep_text=keep_text)
    ask_and_explain(store)

    store.explanations.delete("r1")

    assert remains(store, SECRET) == []
    assert store.explanations.get("r1-b") is None
    assert store.requests.state("r1") == "accepted"


def test_an_explanation_made_anew_has_its_text_again(open_store: Opener) -> None:
    store = open_store(keep_text="hashed")
    ask_and_explain(store)
    store.requests.set_state("r1", "answered")
    ask_and_explain(store)

    kept = store.explanations.find("r1")

    assert kept is not None
    assert kept.has_text
    assert kept.explanation == explanation(f"so {SECRET}")
