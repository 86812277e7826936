"""KeyedLocks: one thread after the other, for each key."""

from __future__ import annotations

from bot.durable.keyed_locks import KeyedLocks


def test_of_gives_one_lock_to_a_key_and_others_to_others() -> None:
    locks = KeyedLocks()
    with locks.of("a"):
        assert locks.of("a").locked()
        assert not locks.of("b").locked()
    assert not locks.of("a").locked()
