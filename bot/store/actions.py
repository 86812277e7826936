"""The accepted clicks on messages."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.action import Action
from bot.store.database import Database, add_new
from bot.store.schema import ActionRow


class Actions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, action: Action) -> bool:
        """Return whether the click is new; one with a known id is left as it is."""
        values = {
            "id": action.id,
            "team_id": action.team,
            "user_id": action.user,
            "created": self._database.clock(),
            "content": action.to_dict(),
        }
        with self._database.write() as connection:
            return add_new(connection, ActionRow, values)

    def get(self, id: str) -> Action | None:
        with self._database.read() as connection:
            content = connection.scalar(select(ActionRow.content).where(ActionRow.id == id))
        return None if content is None else Action.from_dict(content)

    def delete(self, id: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(ActionRow).where(ActionRow.id == id))
