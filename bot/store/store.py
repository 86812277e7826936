"""All that the bot remembers, in one database: SQLite in a file, or a Postgres server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select

from bot.settings import KeepText
from bot.store import moderated, people
from bot.store.actions import Actions
from bot.store.audit import Audit
from bot.store.case_texts import CaseTexts
from bot.store.cases import Cases
from bot.store.database import DEFAULT_URL, Database, now
from bot.store.explanations import Explanations
from bot.store.flags import Flags
from bot.store.learned import LearnedTable
from bot.store.leases import Leases
from bot.store.marks import Marks
from bot.store.moderation_settings import ModerationTable
from bot.store.preferences import PreferencesTable
from bot.store.requests import Requests
from bot.store.review_schema import CaseRow
from bot.store.schema import ActionRow, ExplanationRow, RequestRow, SeenRow, TrialRow
from bot.store.seen import Seen
from bot.store.texts import Texts
from bot.store.trials import Trials
from bot.store.turns import Turns
from bot.store.verdicts import VerdictsTable
from bot.store.workspaces import Workspaces


class Store:
    """The tables, each under its name; every method may raise StoreUnavailable."""

    def __init__(
        self, database: Database, *, keep_text: KeepText = "stored", store_key: str = ""
    ) -> None:
        self._database = database
        self._texts = Texts(database, keep=keep_text)
        self._case_texts = CaseTexts(database, self._texts, keep=keep_text)
        self.requests = Requests(database, self._texts)
        self.actions = Actions(database)
        self.explanations = Explanations(database)
        self.verdicts = VerdictsTable(database)
        self.preferences = PreferencesTable(database)
        self.seen = Seen(database)
        self.trials = Trials(database)
        self.turns = Turns(database)
        self.leases = Leases(database)
        self.flags = Flags(database)
        self.cases = Cases(database, self._case_texts)
        self.audit = Audit(database)
        self.moderation = ModerationTable(database)
        self.learned = LearnedTable(database)
        self.marks = Marks(database)
        self.workspaces = Workspaces(database, store_key=store_key)

    @classmethod
    def open(
        cls,
        url: str = DEFAULT_URL,
        *,
        keep_text: KeepText = "stored",
        store_key: str = "",
        clock: Callable[[], datetime] = now,
    ) -> Store:
        """Return the store at an address such as sqlite:///explain.db or postgresql://...

        keep_text: what becomes of texts once they are answered (`Requests.set_state`).
        store_key: what tokens are encrypted with, if apps are installed by OAuth (`Workspaces`).
        Raises:    SettingsError if that is no address of a database.
        """
        return cls(Database(url, clock=clock), keep_text=keep_text, store_key=store_key)

    @property
    def engine(self) -> Engine:
        return self._database.engine

    def migrate(self) -> None:
        """Bring the tables up to date; waits for another process that is doing so."""
        from bot.store.migrating import migrate

        migrate(self._database)

    def close(self) -> None:
        self._database.close()

    def expire(self, before: datetime) -> int:
        """Delete what is older; return how many rows that were. What people set up stays.

        So do cases that are still to be decided, and the record, without its texts.
        """
        gone = self._case_texts.expire(before)
        of_cases = ExplanationRow.request_id.in_(select(CaseRow.id))
        with self._database.write() as connection:
            for table in (ExplanationRow, RequestRow, ActionRow, SeenRow, TrialRow):
                old = delete(table).where(table.created < before)
                if table is ExplanationRow:
                    old = old.where(~of_cases)
                gone += connection.execute(old).rowcount
        self._database.settle()
        return gone

    def drop_texts(self, before: datetime) -> int:
        """Forget texts that came in earlier, unless they are kept; return in how many rows.

        For those whose answer never went out, so that nothing else made them go.
        """
        return self._case_texts.drop_before(before) + self._texts.drop_before(before)

    def export(self, team: str | None, user: str) -> dict[str, Any]:
        """Return all that is kept about a person, as JSON-ready values.

        team:   None for every workspace.
        Raises: ValueError for "", which is how rows say that they are nobody's.
        """
        _need_person(user)
        with self._database.read() as connection:
            return people.export(connection, user, team=team) | moderated.export(
                connection, user, team=team
            )

    def erase(self, team: str | None, user: str) -> int:
        """Delete all that is kept about a person, and return how many rows that were.

        The record still holds: see `bot.store.moderated`. For team and errors see `export`.
        """
        _need_person(user)
        with self._database.write() as connection:
            gone = moderated.erase(connection, user, team=team, now=self._database.clock())
            gone += people.erase(connection, user, team=team)
        self._database.settle()
        return gone


def _need_person(user: str) -> None:
    if not user:
        raise ValueError("a person has an id")
