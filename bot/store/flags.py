"""The accepted flags, until they have become a case or part of one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.moderation.flags.flag import Flag
from bot.store.case_texts import forget_flag
from bot.store.database import Database, add_new
from bot.store.review_schema import FlagRow


class Flags:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, flag: Flag) -> bool:
        """Return whether the flag is new; one with a known id is left as it is."""
        values = {
            "id": flag.id,
            "team_id": flag.team,
            "user_id": flag.user,
            "author_id": flag.author,
            "created": self._database.clock(),
            "content": flag.to_dict(),
            "has_text": True,
        }
        with self._database.write() as connection:
            return add_new(connection, FlagRow, values)

    def get(self, id: str) -> Flag | None:
        """Return the flag; what was typed is "" in it once it was dropped."""
        with self._database.read() as connection:
            content = connection.scalar(select(FlagRow.content).where(FlagRow.id == id))
        return None if content is None else Flag.from_dict(content)

    def sent_within(self, time: timedelta, *, team: str, user: str) -> int:
        """Return how many flags of a person came within the last time."""
        own = (FlagRow.team_id == team) & (FlagRow.user_id == user)
        recent = own & (FlagRow.created > self._database.clock() - time)
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(recent)) or 0

    def drop_text(self, id: str) -> None:
        """Forget what was typed, whatever the setting: from now on the case has it."""
        with self._database.write() as connection:
            forget_flag(connection, id)

    def delete(self, id: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(FlagRow).where(FlagRow.id == id))

    def left_behind(self, before: datetime, *, most: int = 500) -> list[str]:
        """Return flags from before a moment of which nothing came yet, the oldest first."""
        waiting = FlagRow.has_text & (FlagRow.created < before)
        found = select(FlagRow.id).where(waiting).order_by(FlagRow.created).limit(most)
        with self._database.read() as connection:
            return list(connection.scalars(found))
