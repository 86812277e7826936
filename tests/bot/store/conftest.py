"""A store on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.store import Store
from tests.bot.store.samples import TEAM, USER, Clock, explanation

Opener = Callable[..., Store]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def open_store(database_url: str, clock: Clock, key: str) -> Iterator[Opener]:
    """Opens the test's database as often, and with whatever settings, the test needs."""
    with ExitStack() as stack:

        def open_store(**settings: Any) -> Store:
            chosen = {"clock": clock, "store_key": key} | settings
            store = stack.enter_context(closing(Store.open(database_url, **chosen)))
            store.migrate()
            return store

        yield open_store


@pytest.fixture
def store(open_store: Opener) -> Store:
    return open_store()


@pytest.fixture
def keep(store: Store) -> Callable[..., None]:
    """Keeps an explanation in the test's store, as the answer to a request of the same id."""

    def keep(id: str = "r1", text: str = "so bad", **others: str) -> None:
        asked = {"team": TEAM, "user": USER, "channel": "C01", "model": "sentiment"} | others
        store.explanations.put(id, explanation(text), **asked)

    return keep
