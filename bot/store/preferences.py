"""How each person wants the bot to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import select

from bot.store.database import Database, insert
from bot.store.schema import PreferencesRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """model: "" for the bot's own choice; visibility: "channel" or "private".

    blur:  whether a moderator wants messages under review hidden until they ask for them.
    queue: what of the queue they looked at last (`bot.moderation.overtime.queue.Filters`).
    """

    model: str = ""
    visibility: str = "channel"
    language: str = "en"
    blur: bool = False
    queue: str = ""


class PreferencesTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, team: str, user: str) -> Preferences:
        """Return what was set, the defaults for somebody who set nothing."""
        columns = [getattr(PreferencesRow, field.name) for field in fields(Preferences)]
        own = (PreferencesRow.team_id == team) & (PreferencesRow.user_id == user)
        with self._database.read() as connection:
            row = connection.execute(select(*columns).where(own)).first()
        return Preferences() if row is None else Preferences(**row._asdict())

    def set(self, team: str, user: str, preferences: Preferences) -> None:
        """Keep all of it but the queue, which is set at its own times."""
        chosen = asdict(preferences)
        self._keep(team, user, chosen, changed=[name for name in chosen if name != "queue"])

    def set_queue(self, team: str, user: str, queue: str) -> None:
        """Keep what somebody looks at, and nothing else, whatever they set meanwhile."""
        chosen = asdict(Preferences(queue=queue))
        self._keep(team, user, chosen, changed=["queue"])

    def _keep(
        self, team: str, user: str, chosen: Mapping[str, object], *, changed: Sequence[str]
    ) -> None:
        with self._database.write() as connection:
            statement = insert(connection, PreferencesRow).values(
                team_id=team, user_id=user, **chosen
            )
            own = [PreferencesRow.team_id, PreferencesRow.user_id]
            new = {name: chosen[name] for name in changed}
            connection.execute(statement.on_conflict_do_update(index_elements=own, set_=new))
