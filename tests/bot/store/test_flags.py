from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.store.remains import remains
from tests.bot.store.samples import (
    DAY,
    ODD_TEXTS,
    START,
    TEAM,
    USER,
    Clock,
    case,
    entry,
    flag,
)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_flag_comes_back_as_it_was_added(store: Store, text: str) -> None:
    assert store.flags.add(flag(text=text, note=text))
    assert store.flags.get("f1") == flag(text=text, note=text)


def test_flag_that_is_not_there_is_none(store: Store) -> None:
    assert store.flags.get("f1") is None


def test_flag_is_added_once(store: Store) -> None:
    store.flags.add(flag(text="first"))

    assert not store.flags.add(flag(text="second"))
    assert store.flags.get("f1") == flag(text="first")


def test_dropped_text_is_gone_with_the_note_and_the_address(store: Store) -> None:
    store.flags.add(flag(text="confidential", note="confidential", response_url="confidential"))
    store.flags.drop_text("f1")
    store.expire(START)

    assert store.flags.get("f1") == flag(text="")
    assert remains(store, "confidential") == []


def test_flags_without_a_case_are_left_behind(store: Store, clock: Clock) -> None:
    store.flags.add(flag("f2"))
    store.flags.add(flag("f1"))
    store.flags.drop_text("f2")
    clock.advance(DAY)
    store.flags.add(flag("f3"))

    assert store.flags.left_behind(START + DAY) == ["f1"]


def test_flag_deleted_is_gone(store: Store) -> None:
    store.flags.add(flag())
    store.flags.delete("f1")

    assert store.flags.get("f1") is None


def test_flags_expire(store: Store) -> None:
    store.flags.add(flag(text="confidential"))

    assert store.expire(START + DAY) == 1
    assert remains(store, "confidential") == []


def test_expired_flags_leave_their_case(store: Store) -> None:
    store.flags.add(flag())
    store.cases.open(case(), flag=flag(), entry=entry())
    store.expire(START + DAY)

    opened = store.cases.get("c1")
    assert opened is not None
    assert opened.flaggers == (USER,)
    assert store.cases.teams() == [TEAM]
