"""How each workspace has its messages moderated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings
from bot.store import audit
from bot.store.database import Database, insert
from bot.store.review_schema import ModerationRow

Revision = Callable[[ModerationSettings], ModerationSettings]


class ModerationTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str) -> ModerationSettings:
        """Return what was set, the defaults for a workspace that set nothing."""
        with self._database.read() as connection:
            return read(connection, team)

    def set(self, team: str, settings: ModerationSettings, *, entry: AuditEntry) -> None:
        """Put these settings in place of all former ones, and that on record."""
        with self._database.write() as connection:
            audit.hold(connection, team)
            if not audit.is_known(connection, entry):
                write(connection, team, settings)
                audit.add(connection, entry, created=self._database.clock())

    def change(self, team: str, *, entry: AuditEntry, **changes: Any) -> ModerationSettings:
        """Set some of the settings and leave the others as they are now; return all of them."""
        return self.revise(team, lambda settings: replace(settings, **changes), entry=entry)

    def revise(self, team: str, revised: Revision, *, entry: AuditEntry) -> ModerationSettings:
        """Have the settings become what `revised` makes of them as they are now; return them."""
        with self._database.write() as connection:
            audit.hold(connection, team)
            settings = read(connection, team)
            if audit.is_known(connection, entry):
                return settings
            settings = revised(settings)
            write(connection, team, settings)
            audit.add(connection, entry, created=self._database.clock())
            return settings

    def teams(self) -> list[str]:
        """Return the workspaces that have set something."""
        with self._database.read() as connection:
            return sorted(connection.scalars(select(ModerationRow.team_id)))


def read(connection: Connection, team: str) -> ModerationSettings:
    content = connection.scalar(select(ModerationRow.content).where(ModerationRow.team_id == team))
    return ModerationSettings() if content is None else ModerationSettings.from_dict(content)


def write(connection: Connection, team: str, settings: ModerationSettings) -> None:
    content = {"content": settings.to_dict()}
    statement = insert(connection, ModerationRow).values(team_id=team, **content)
    connection.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_=content))
