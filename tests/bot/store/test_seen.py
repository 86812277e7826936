from __future__ import annotations

import pytest

from bot.store import Store


@pytest.mark.parametrize("key", ["", "Ev01", "é 👍", "k" * 1000])
def test_seen_is_first_once(store: Store, key: str) -> None:
    assert [store.seen.first(key) for _ in range(3)] == [True, False, False]


def test_seen_tells_keys_apart(store: Store) -> None:
    assert store.seen.first("Ev01")
    assert store.seen.first("ev01")
