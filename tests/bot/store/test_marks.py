from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.samples import DAY, START, TEAM


def test_mark_is_where_it_was_set(store: Store) -> None:
    assert store.marks.get(TEAM, "digest") is None
    store.marks.set(TEAM, "digest", START)

    assert store.marks.get(TEAM, "digest") == START


def test_mark_only_moves_forward(store: Store) -> None:
    store.marks.set(TEAM, "digest", START)

    store.marks.set(TEAM, "digest", START - DAY)
    assert store.marks.get(TEAM, "digest") == START
    store.marks.set(TEAM, "digest", START + DAY)
    assert store.marks.get(TEAM, "digest") == START + DAY


def test_what_is_due_is_taken_by_one(store: Store) -> None:
    due = {"reminder:1": START, "reminder:2": START}
    minute = timedelta(minutes=1)

    assert store.marks.take(TEAM, due, START + minute) == ["reminder:1", "reminder:2"]
    assert store.marks.take(TEAM, due, START + 2 * minute) == []
    assert store.marks.take(TEAM, due, START + minute) == ["reminder:1", "reminder:2"]


def test_what_is_due_again_is_taken_again(store: Store) -> None:
    store.marks.take(TEAM, {"reminder:1": START}, START)

    assert store.marks.take(TEAM, {"reminder:1": START + DAY}, START + DAY) == ["reminder:1"]


def test_what_is_due_is_taken_by_one_of_several_at_the_same_time(open_store: Opener) -> None:
    stores = [open_store() for _ in range(4)]
    due = {f"reminder:{number}": START for number in range(20)}
    with ThreadPoolExecutor(len(stores)) as pool:
        taken = pool.map(
            lambda number: stores[number].marks.take(TEAM, due, START + number * DAY),
            range(len(stores)),
        )

    assert sorted(key for keys in taken for key in keys) == sorted(due)


def test_marks_are_those_of_one_workspace(store: Store) -> None:
    store.marks.set(TEAM, "digest", START)

    assert store.marks.get("T2", "digest") is None


@pytest.mark.parametrize("n", [0, 1, 1500])
def test_marks_are_found_however_many_are_asked_for(store: Store, n: int) -> None:
    store.marks.set(TEAM, "reminder:0", START)
    found = store.marks.of(TEAM, [f"reminder:{number}" for number in range(n)])

    assert found == ({"reminder:0": START} if n else {})


def test_marks_outlast_retention(store: Store) -> None:
    store.marks.set(TEAM, "digest", START)
    store.expire(START + 1000 * DAY)

    assert store.marks.get(TEAM, "digest") == START


def test_marks_go_with_the_workspace(store: Store) -> None:
    store.marks.set(TEAM, "digest", START)
    store.workspaces.forget(TEAM)

    assert store.marks.get(TEAM, "digest") is None


def test_marks_of_long_ago_are_dropped(store: Store) -> None:
    store.marks.set(TEAM, "reminder:1", START)
    store.marks.set(TEAM, "digest", START + DAY)

    assert store.marks.drop_before(START + DAY) == 1
    assert store.marks.get(TEAM, "digest") == START + DAY
