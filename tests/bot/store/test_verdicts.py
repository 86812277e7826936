from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.store import Store, Verdicts
from tests.bot.store.samples import OTHER, USER

Keep = Callable[..., None]


@pytest.fixture(autouse=True)
def explained(keep: Keep) -> None:
    keep("r1")


def test_verdicts_count_each_person_once(store: Store) -> None:
    for user, verdict in ((USER, "agree"), (OTHER, "disagree"), (USER, "agree")):
        store.verdicts.set("r1", user, verdict)

    assert store.verdicts.count("r1") == Verdicts(agree=1, disagree=1)


def test_verdicts_count_the_last_word(store: Store) -> None:
    store.verdicts.set("r1", USER, "agree")
    store.verdicts.set("r1", USER, "disagree")

    assert store.verdicts.count("r1") == Verdicts(disagree=1)


def test_verdicts_say_whether_anything_changed(store: Store) -> None:
    said = ["agree", "agree", "disagree", "disagree", "agree"]

    changed = [store.verdicts.set("r1", USER, verdict) for verdict in said]

    assert changed == [True, False, True, False, True]


def test_verdicts_on_nothing_change_nothing(store: Store) -> None:
    assert not store.verdicts.set("r2", USER, "agree")
    assert store.verdicts.count("r2") == Verdicts()


def test_verdicts_go_with_the_explanation(store: Store, keep: Keep) -> None:
    store.verdicts.set("r1", USER, "agree")
    store.explanations.delete("r1")
    keep("r1")

    assert store.verdicts.count("r1") == Verdicts()
