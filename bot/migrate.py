"""The database brought up to date, before processes of a new version start."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from bot.durable.engine import Engine
from bot.durable.lines import Running
from bot.store import Store
from bot.store.database import DEFAULT_URL


def database_url(values: Mapping[str, str]) -> str:
    return values.get("DATABASE_URL", "").strip() or DEFAULT_URL


def migrate(values: Mapping[str, str]) -> None:
    """Create or change the tables of the store and of the engine; safe to repeat, and at once.

    values: the settings, of which only DATABASE_URL counts.
    Raises: SettingsError, StoreUnavailable.
    """
    url = database_url(values)
    with closing(Store.open(url)) as store:
        store.migrate()
    Engine(url, Running()).migrate()
