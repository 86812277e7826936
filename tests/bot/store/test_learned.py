from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.moderation.learning.learned import Learned
from bot.moderation.settings import SHIPPED_MODEL
from bot.store import Store
from tests.bot.store.samples import DAY, START, TEAM, USER, entry

SWITCHED = entry("model_switched")


def learned(id: str = "l1", **others: Any) -> Learned:
    values = {
        "team": TEAM,
        "state": "candidate",
        "base": SHIPPED_MODEL,
        "asked_by": USER,
        "created": START,
        "verdicts": 200,
        "measures": {"old": {"agreement": 0.1 + 0.2}, "new": {"agreement": 0.9}},
    }
    return Learned(id=id, **values | others)


def states(store: Store) -> dict[str, str]:
    return {each.id: each.state for each in store.learned.of(TEAM)}


def test_model_comes_back_as_it_was_added(store: Store) -> None:
    assert store.learned.add(learned(), entry=entry("model_trained"))
    assert store.learned.get("l1") == learned()
    assert [each.event for each in store.audit.entries(TEAM)] == ["model_trained"]


def test_model_that_is_not_there_is_none(store: Store) -> None:
    assert store.learned.get("l1") is None
    assert store.learned.change("l1", state="retired") is None


def test_model_is_added_once(store: Store) -> None:
    store.learned.add(learned())

    assert not store.learned.add(learned(verdicts=1), entry=entry("model_trained"))
    assert store.learned.get("l1") == learned()
    assert store.audit.entries(TEAM) == []


def test_models_are_listed_with_the_newest_first(store: Store) -> None:
    store.learned.add(learned("l1"))
    store.learned.add(learned("l2", created=START + DAY))
    store.learned.add(learned("l3", team="T99"))

    assert [each.id for each in store.learned.of(TEAM)] == ["l2", "l1"]
    assert store.learned.ids() == {"l1", "l2", "l3"}


def test_model_is_changed(store: Store) -> None:
    store.learned.add(learned(state="training"))

    changed = store.learned.change("l1", state="failed", problem="No memory.")

    assert changed == store.learned.get("l1") == learned(state="failed", problem="No memory.")


def test_switching_on_retires_the_one_before_and_is_on_record(store: Store) -> None:
    store.learned.add(learned("l1", state="active"))
    store.learned.add(learned("l2"))

    assert store.learned.switch_on(TEAM, "l2", entry=SWITCHED)
    assert states(store) == {"l1": "retired", "l2": "active"}
    assert store.learned.get("l2") == learned("l2", state="active")
    assert store.moderation.get(TEAM).model == "l2"
    assert [each.event for each in store.audit.entries(TEAM)] == ["model_switched"]


@pytest.mark.parametrize("back", ["l1", SHIPPED_MODEL])
def test_switching_back_keeps_the_other(store: Store, back: str) -> None:
    store.learned.add(learned("l1"))
    store.learned.add(learned("l2"))
    for id in ("l1", "l2", back):
        store.learned.switch_on(TEAM, id, entry=SWITCHED)

    assert states(store)["l2"] == "retired"
    assert store.moderation.get(TEAM).model == back


@pytest.mark.parametrize("other", [{"team": "T99"}, {"state": "training"}, {"state": "failed"}])
def test_only_what_is_ready_and_of_the_workspace_is_switched_on(
    store: Store, other: dict[str, str]
) -> None:
    store.learned.add(learned(**other))

    assert not store.learned.switch_on(TEAM, "l1", entry=SWITCHED)
    assert not store.learned.switch_on(TEAM, "l9", entry=SWITCHED)
    assert store.moderation.get(TEAM).model == SHIPPED_MODEL
    assert store.audit.entries(TEAM) == []


def test_two_admins_at_once_leave_one_model_on(store: Store) -> None:
    for number in range(4):
        store.learned.add(learned(f"l{number}"))
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(lambda id: store.learned.switch_on(TEAM, id, entry=SWITCHED), states(store))
        )

    on = [id for id, state in states(store).items() if state == "active"]
    assert on == [store.moderation.get(TEAM).model]


def test_model_that_is_deleted_is_gone(store: Store) -> None:
    store.learned.add(learned())
    store.learned.delete("l1")

    assert store.learned.get("l1") is None
