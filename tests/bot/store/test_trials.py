from __future__ import annotations

from bot.store import Store
from bot.store.trials import Past
from tests.bot.store.samples import DAY, OTHER, START, TEAM, USER


def begin(store: Store, id: str = "r1", user: str = USER) -> int:
    return store.trials.begin(id, team=TEAM, user=user)


def test_trials_know_nothing_of_what_was_never_begun(store: Store) -> None:
    assert store.trials.past("r1") == Past(0)


def test_trials_count_what_was_begun_and_did_not_end(store: Store) -> None:
    assert [begin(store), begin(store)] == [1, 2]
    assert store.trials.past("r1").failures == 2
    assert store.trials.past("r2").failures == 0


def test_trials_forget_what_came_to_an_end(store: Store) -> None:
    begin(store)
    store.trials.suspect("r1", ("bad",))
    store.trials.end("r1")

    assert store.trials.past("r1") == Past(0)
    assert store.trials.past("r2") == Past(0)


def test_trials_recognise_a_suspect_text_in_other_work(store: Store) -> None:
    begin(store)
    store.trials.suspect("r1", ("bad", "worse"))
    past = store.trials.past("r2")

    assert past.failures == 0
    assert past.suspects_any(("fine", "worse"))
    assert not past.suspects_any(("fine", ""))


def test_trials_keep_no_word_of_a_suspect_text(store: Store) -> None:
    begin(store)
    store.trials.suspect("r1", ("quincunx",))

    assert "quincunx" not in str(store.trials.past("r2"))


def test_trials_are_set_back(store: Store) -> None:
    begin(store)
    store.trials.set("r1", 5)

    assert store.trials.past("r1").failures == 5


def test_trials_expire(store: Store) -> None:
    begin(store)
    store.expire(START + DAY)

    assert store.trials.past("r1") == Past(0)


def test_trials_are_erased_with_their_person(store: Store) -> None:
    begin(store)
    begin(store, "r2", user=OTHER)
    store.erase(TEAM, USER)

    assert store.trials.past("r1").failures == 0
    assert store.trials.past("r2").failures == 1


def test_trials_are_forgotten_with_their_workspace(store: Store) -> None:
    begin(store)
    store.workspaces.forget(TEAM)

    assert store.trials.past("r1").failures == 0
