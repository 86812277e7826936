"""Models that were trained from verdicts: which there are, and which one is switched on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.moderation.cases.record import AuditEntry
from bot.moderation.learning.learned import Learned
from bot.moderation.settings import SHIPPED_MODEL
from bot.store import audit, moderation_settings
from bot.store.database import Database, add_new
from bot.store.review_schema import LearnedRow
from bot.values import as_dict, from_dict

_READY = ("candidate", "active", "retired")


class LearnedTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, learned: Learned, *, entry: AuditEntry | None = None) -> bool:
        """Return whether the model is new; one with a known id is left as it is."""
        with self._database.write() as connection:
            audit.hold(connection, learned.team)
            values = {"id": learned.id, "team_id": learned.team, "created": learned.created}
            is_new = add_new(connection, LearnedRow, values | _values(learned))
            if is_new and entry is not None:
                audit.add(connection, entry, created=self._database.clock())
            return is_new

    def get(self, id: str) -> Learned | None:
        with self._database.read() as connection:
            return _find(connection, id)

    def of(self, team: str) -> list[Learned]:
        """Return a workspace's models, the newest first."""
        own = select(LearnedRow.content).where(LearnedRow.team_id == team)
        newest = own.order_by(LearnedRow.created.desc(), LearnedRow.id)
        with self._database.read() as connection:
            return [from_dict(Learned, content) for content in connection.scalars(newest)]

    def change(self, id: str, *, entry: AuditEntry | None = None, **changes: Any) -> Learned | None:
        """Change what is known of a model, such as its state; return it, None if it is gone."""
        with self._database.write() as connection:
            team = connection.scalar(select(LearnedRow.team_id).where(LearnedRow.id == id))
            if team is None:
                return None
            audit.hold(connection, team)
            learned = _find(connection, id)
            if learned is None or (entry is not None and audit.is_known(connection, entry)):
                return learned
            learned = replace(learned, **changes)
            _put(connection, learned)
            if entry is not None:
                audit.add(connection, entry, created=self._database.clock())
            return learned

    def switch_on(self, team: str, id: str, *, entry: AuditEntry) -> bool:
        """Have this model score the workspace's messages, and retire the one that did.

        id:      of a model of this workspace that is ready, or "moderation" for the shipped one.
        Returns: False if there is no such model; then nothing changes.
        """
        with self._database.write() as connection:
            audit.hold(connection, team)
            if audit.is_known(connection, entry):
                return True
            if id != SHIPPED_MODEL and not _is_ready(_find(connection, id), team):
                return False
            for learned in _of(connection, team):
                if learned.state == "active":
                    _put(connection, replace(learned, state="retired"))
                if learned.id == id:
                    _put(connection, replace(learned, state="active"))
            settings = moderation_settings.read(connection, team)
            moderation_settings.write(connection, team, replace(settings, model=id))
            audit.add(connection, entry, created=self._database.clock())
            return True

    def delete(self, id: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(LearnedRow).where(LearnedRow.id == id))

    def ids(self) -> set[str]:
        """Return every model that is known; what lies on a disk beside these is of nobody."""
        with self._database.read() as connection:
            return set(connection.scalars(select(LearnedRow.id)))


def _find(connection: Connection, id: str) -> Learned | None:
    content = connection.scalar(select(LearnedRow.content).where(LearnedRow.id == id))
    return None if content is None else from_dict(Learned, content)


def _of(connection: Connection, team: str) -> list[Learned]:
    own = select(LearnedRow.content).where(LearnedRow.team_id == team)
    return [from_dict(Learned, content) for content in connection.scalars(own).all()]


def _is_ready(learned: Learned | None, team: str) -> bool:
    return learned is not None and learned.team == team and learned.state in _READY


def _put(connection: Connection, learned: Learned) -> None:
    this = LearnedRow.id == learned.id
    connection.execute(update(LearnedRow).where(this).values(**_values(learned)))


def _values(learned: Learned) -> dict[str, Any]:
    return {"state": learned.state, "content": as_dict(learned)}
