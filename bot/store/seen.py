"""Which keys were seen before, so that what Slack sends twice is done once."""

from __future__ import annotations

from sqlalchemy import delete

from bot.store.database import Database, add_new
from bot.store.schema import SeenRow


class Seen:
    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, key: str) -> bool:
        """Return True the first time, and False ever after, in whichever process."""
        with self._database.write() as connection:
            return add_new(connection, SeenRow, {"key": key, "created": self._database.clock()})

    def forget(self, key: str) -> None:
        """Have the next time be the first one again."""
        with self._database.write() as connection:
            connection.execute(delete(SeenRow).where(SeenRow.key == key))
