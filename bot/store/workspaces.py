"""The workspaces that installed the app: their tokens, and how all of theirs goes away."""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.fernet import MultiFernet
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore
from sqlalchemy import MetaData, Select, Table, delete, desc, insert, select, update

from bot.store.database import Database
from bot.store.encryption import Encrypted, cipher
from bot.store.review_schema import (
    AuditRow,
    CaseRow,
    FlagRow,
    HeadRow,
    LearnedRow,
    MarkRow,
    ModerationRow,
    ToldRow,
)
from bot.store.schema import (
    BOTS,
    INSTALLATIONS,
    SECRET_COLUMNS,
    ActionRow,
    ExplanationRow,
    LeaseRow,
    OAuthStateRow,
    PreferencesRow,
    RequestRow,
    TrialRow,
    TurnRow,
)

_OF_WORKSPACE = (
    *(CaseRow, FlagRow, AuditRow, ToldRow, ModerationRow, LearnedRow, MarkRow),
    *(ExplanationRow, ActionRow, PreferencesRow, TrialRow),
)

STATE_LASTS = timedelta(minutes=10)


class Installations(SQLAlchemyInstallationStore):
    """slack_sdk's own store, with every token encrypted."""

    def __init__(self, client_id: str, database: Database, cipher: MultiFernet) -> None:
        super().__init__(
            client_id,
            database.checked,
            bots_table_name=BOTS.name,
            installations_table_name=INSTALLATIONS.name,
            logger=logging.getLogger(__name__),
        )
        _encrypt(self.bots, cipher)
        _encrypt(self.installations, cipher)

    def find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Return the newest bot of a workspace, or of an organisation.

        Who knows the workspace alone finds its bot also if it belongs to an organisation.
        """
        columns = self.bots.c
        place = columns.team_id == (None if is_enterprise_install else team_id)
        if enterprise_id is not None or team_id is None:
            place &= columns.enterprise_id == enterprise_id
        query = (
            select(self.bots)
            .where(place, columns.client_id == self.client_id, columns.bot_token.is_not(None))
            .order_by(desc(columns.installed_at))
            .limit(1)
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self.build_bot_entity(row)


class States(OAuthStateStore):
    """The states of installations under way; each is good once, and for ten minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    def issue(self, *args: Any, **kwargs: Any) -> str:
        state = secrets.token_urlsafe(32)
        now = self._database.clock()
        with self._database.write() as connection:
            connection.execute(delete(OAuthStateRow).where(OAuthStateRow.expires <= now))
            connection.execute(insert(OAuthStateRow).values(state=state, expires=now + STATE_LASTS))
        return state

    def consume(self, state: str) -> bool:
        valid = (OAuthStateRow.state == state) & (OAuthStateRow.expires > self._database.clock())
        with self._database.write() as connection:
            return connection.execute(delete(OAuthStateRow).where(valid)).rowcount == 1


class Workspaces:
    """store_key: the setting STORE_KEY; "" will do where nothing is installed by OAuth."""

    def __init__(self, database: Database, *, store_key: str) -> None:
        self._database = database
        self._store_key = store_key

    def installations(self, client_id: str) -> Installations:
        """Return where slack_sdk and Bolt keep installations of the app with this client id.

        Raises: SettingsError if STORE_KEY is missing, or does not open what is stored already.
        """
        store_cipher = cipher(self._store_key)
        with self._database.read() as connection:
            for table in _encrypted(store_cipher):
                connection.execute(select(table)).all()
        return Installations(client_id, self._database, store_cipher)

    def states(self) -> States:
        return States(self._database)

    def forget(self, team: str, *, unless_installed_after: datetime | None = None) -> int:
        """Delete everything of a workspace, its tokens too, and return how many rows that were.

        unless_installed_after: keeps what belongs to an installation that is newer than this.
        """
        gone = 0
        with self._database.write() as connection:
            if unless_installed_after is not None and connection.scalar(
                _installed_after(team, unless_installed_after)
            ):
                return 0
            # Requests go first: an explanation that is written meanwhile holds on to its request.
            # So does where the record ends: whoever adds to it meanwhile begins a new one.
            for table in (RequestRow, HeadRow, *_OF_WORKSPACE):
                own = delete(table).where(table.team_id == team)
                gone += connection.execute(own).rowcount
            for keyed in (TurnRow, LeaseRow):
                own = delete(keyed).where(keyed.key.startswith(f"{team} ", autoescape=True))
                gone += connection.execute(own).rowcount
            for tokens in (INSTALLATIONS, BOTS):
                own = delete(tokens).where(tokens.c.team_id == team)
                gone += connection.execute(own).rowcount
        self._database.settle()
        return gone

    def rotate_key(self) -> int:
        """Encrypt every token anew, with the first key; return in how many rows.

        Raises: SettingsError if some cannot be opened with any of the keys.
        """
        store_cipher = cipher(self._store_key)
        changed = 0
        with self._database.write() as connection:
            for table in _encrypted(store_cipher):
                for row in connection.execute(select(table)).mappings().all():
                    anew = {name: row[name] for name in SECRET_COLUMNS if name in row}
                    this = update(table).where(table.c.id == row["id"])
                    changed += connection.execute(this.values(**anew)).rowcount
        return changed


def _installed_after(team: str, moment: datetime) -> Select[tuple[int]]:
    """Return what finds an installation of a later second; Slack tells whole seconds alone."""
    # slack_sdk keeps its times in UTC without saying so.
    later = moment.astimezone(UTC).replace(tzinfo=None) + timedelta(seconds=1)
    own = (BOTS.c.team_id == team) & (BOTS.c.installed_at >= later)
    return select(BOTS.c.id).where(own).limit(1)


def _encrypted(cipher: MultiFernet) -> tuple[Table, ...]:
    """Return the tables that hold tokens, as seen through this cipher."""
    tables = tuple(table.to_metadata(MetaData()) for table in (INSTALLATIONS, BOTS))
    for table in tables:
        _encrypt(table, cipher)
    return tables


def _encrypt(table: Table, cipher: MultiFernet) -> None:
    for column in table.c:
        if column.name in SECRET_COLUMNS:
            column.type = Encrypted(cipher)
