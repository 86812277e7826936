from __future__ import annotations

from bot.store import Store
from tests.bot.store.samples import action


def test_actions_give_back_what_was_added(store: Store) -> None:
    clicked = action(value="sehr *positiv* 👍", response_url="http://127.0.0.1/answer")

    assert store.actions.add(clicked)
    assert store.actions.get("a1") == clicked


def test_actions_take_an_id_once(store: Store) -> None:
    assert store.actions.add(action(kind="agree"))
    assert not store.actions.add(action(kind="disagree"))
    assert store.actions.get("a1") == action(kind="agree")


def test_actions_know_nothing_of_another_id(store: Store) -> None:
    assert store.actions.get("a1") is None
