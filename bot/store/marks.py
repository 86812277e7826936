"""What was done and must not be done again, for as long as the workspace is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from bot.store.database import Database, add_new
from bot.store.review_schema import MarkRow

# Values that one query may name.
AT_ONCE = 500


class Marks:
    """When things were done last, by name; retention does not take that away.

    No name says who somebody is or what they wrote.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str, key: str) -> datetime | None:
        return self.of(team, [key]).get(key)

    def of(self, team: str, keys: Iterable[str]) -> dict[str, datetime]:
        """Return the marks that there are among these."""
        wanted = list(keys)
        found: dict[str, datetime] = {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                some = MarkRow.key.in_(wanted[start : start + AT_ONCE])
                rows = connection.execute(
                    select(MarkRow.key, MarkRow.created).where(MarkRow.team_id == team, some)
                )
                found |= {row.key: row.created for row in rows}
        return found

    def set(self, team: str, key: str, moment: datetime) -> None:
        """Have the mark at this moment, unless it is at a later one."""
        with self._database.write() as connection:
            _move(connection, team, key, moment, where=MarkRow.created < moment)

    def take(self, team: str, dues: Mapping[str, datetime], moment: datetime) -> list[str]:
        """Return the names of what is to be done by whoever asks, and not by others as well.

        That is what was not done since it became due; its mark is at `moment` then. Who asks again
        with the same moment, because they were interrupted, gets the same.
        dues: by name.
        """
        taken: list[str] = []
        # In one order, so that two who want the same do not wait for each other.
        keys = sorted(dues)
        for start in range(0, len(keys), AT_ONCE):
            with self._database.write() as connection:
                for key in keys[start : start + AT_ONCE]:
                    free = (MarkRow.created < dues[key]) | (MarkRow.created == moment)
                    if _move(connection, team, key, moment, where=free):
                        taken.append(key)
        return taken

    def drop_before(self, moment: datetime) -> int:
        """Forget what was done so long ago that it does not matter any more."""
        with self._database.write() as connection:
            return connection.execute(delete(MarkRow).where(MarkRow.created < moment)).rowcount


def _move(
    connection: Connection, team: str, key: str, moment: datetime, *, where: ColumnElement[bool]
) -> bool:
    """Return whether the mark was put at this moment: a new one, or one that this is true of."""
    if add_new(connection, MarkRow, {"team_id": team, "key": key, "created": moment}):
        return True
    own = (MarkRow.team_id == team) & (MarkRow.key == key)
    return (
        connection.execute(update(MarkRow).where(own, where).values(created=moment)).rowcount == 1
    )
