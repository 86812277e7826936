from __future__ import annotations

from bot.store import Preferences, Store
from tests.bot.store.samples import OTHER, TEAM, USER


def test_preferences_are_the_defaults_at_first(store: Store) -> None:
    assert store.preferences.get(TEAM, USER) == Preferences(
        model="", visibility="channel", language="en"
    )


def test_preferences_are_what_was_set_last(store: Store) -> None:
    store.preferences.set(TEAM, USER, Preferences(language="de"))
    store.preferences.set(TEAM, USER, Preferences(model="moderation", visibility="private"))

    assert store.preferences.get(TEAM, USER) == Preferences(
        model="moderation", visibility="private"
    )


def test_preferences_are_of_one_person_in_one_workspace(store: Store) -> None:
    store.preferences.set(TEAM, USER, Preferences(language="de"))

    assert store.preferences.get(TEAM, OTHER) == Preferences()
    assert store.preferences.get("T99", USER) == Preferences()


def test_queue_is_kept_beside_what_somebody_sets(store: Store) -> None:
    store.preferences.set_queue(TEAM, USER, "{}")
    assert store.preferences.get(TEAM, USER) == Preferences(queue="{}")
    store.preferences.set(TEAM, USER, Preferences(language="de", blur=True))
    assert store.preferences.get(TEAM, USER) == Preferences(language="de", blur=True, queue="{}")
    store.preferences.set_queue(TEAM, USER, "[]")

    assert store.preferences.get(TEAM, USER) == Preferences(language="de", blur=True, queue="[]")
