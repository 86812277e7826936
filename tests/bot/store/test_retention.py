from __future__ import annotations

from collections.abc import Callable

from bot.store import Preferences, Store, Verdicts
from tests.bot.store.remains import remains
from tests.bot.store.samples import DAY, START, TEAM, USER, Clock, action, request

Keep = Callable[..., None]


def live(store: Store, keep: Keep, id: str, text: str) -> None:
    store.requests.add(request(id, text))
    store.actions.add(action(id))
    keep(id, text)
    store.verdicts.set(id, USER, "agree")
    store.seen.first(id)


def test_expire_deletes_what_is_older(store: Store, keep: Keep) -> None:
    live(store, keep, "r1", "confidential")

    assert store.expire(START + DAY) == 4
    assert remains(store, "confidential") == []
    assert store.explanations.get("r1") is None
    assert store.verdicts.count("r1") == Verdicts()
    assert store.seen.first("r1")


def test_expire_leaves_what_is_newer(store: Store, keep: Keep, clock: Clock) -> None:
    live(store, keep, "r1", "old")
    clock.advance(DAY)
    live(store, keep, "r2", "new")
    store.expire(START + DAY)

    assert store.requests.get("r1") is None
    assert store.requests.get("r2") == request("r2", "new")
    assert store.verdicts.count("r2") == Verdicts(agree=1)
    assert not store.seen.first("r2")


def test_expire_leaves_what_people_set_up(store: Store) -> None:
    store.preferences.set(TEAM, USER, Preferences(language="de"))

    assert store.expire(START + 1000 * DAY) == 0
    assert store.preferences.get(TEAM, USER) == Preferences(language="de")


def test_expire_can_be_repeated(store: Store, keep: Keep) -> None:
    live(store, keep, "r1", "old")
    store.expire(START + DAY)

    assert store.expire(START + DAY) == 0
