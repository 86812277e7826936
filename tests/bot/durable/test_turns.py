"""Turns: one thread after the other, for each key."""

from __future__ import annotations

from bot.durable.turns import Turns


def test_of_gives_one_lock_to_a_key_and_others_to_others() -> None:
    turns = Turns()
    with turns.of("a"):
        assert turns.of("a").locked()
        assert not turns.of("b").locked()
    assert not turns.of("a").locked()
