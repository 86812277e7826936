"""A store, and the command line on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.audit.__main__ import main
from bot.store import Store
from tests.bot.store.samples import TEAM, Clock, entry

Run = Callable[..., int]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    with closing(Store.open(database_url, clock=clock)) as store:
        store.migrate()
        yield store


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    def run(*arguments: str, **environ: str) -> int:
        return main(arguments, {"DATABASE_URL": database_url} | environ, env_file=tmp_path / ".env")

    return run


@pytest.fixture
def recorded(store: Store) -> Store:
    """A store with three entries on record."""
    for number in range(1, 4):
        store.audit.append(
            entry("decided", channel=f"C{number}", case="c1", told={"note": f"note {number}"})
        )
    assert store.audit.verify(TEAM).intact
    return store
