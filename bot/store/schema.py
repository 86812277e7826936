"""What the bot remembers, as tables.

Every table of the bot starts with `explain_`: the engine of the durable jobs, and perhaps other
programs, keep theirs in the same database.
Text from Slack lies in JSON columns alone: JSON can write every character that a text can hold,
also those that Postgres refuses in a plain text column.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.store.columns import Moment

PREFIX = "explain_"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, dict[str, Any]: JSON}


class RequestRow(Base):
    """content: the request as `ExplainRequest.to_dict` gives it; its texts are "" once dropped."""

    __tablename__ = "explain_requests"
    __table_args__ = (Index("ix_explain_requests_asker", "team_id", "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    created: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    has_text: Mapped[bool]
    problem: Mapped[str | None]
    place_channel: Mapped[str | None]
    place_ts: Mapped[str | None]


class ActionRow(Base):
    """content: the click as `Action.to_dict` gives it."""

    __tablename__ = "explain_actions"
    __table_args__ = (Index("ix_explain_actions_clicker", "team_id", "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    created: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]


class ExplanationRow(Base):
    """record: the explanation as `Explanation.to_dict` gives it, without its words once dropped.

    request_id:     for which it was made.
    model:          the name by which it was asked for.
    model_hash, tokenizer_hash: of the files that were used, or "" where that is not known.
    text_hash:      what tells whether a text is the dropped one (`bot.store.wording`).
    picture:        the id of the file in Slack.
    """

    __tablename__ = "explain_explanations"
    __table_args__ = (Index("ix_explain_explanations_asker", "team_id", "user_id", "created"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(index=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    channel_id: Mapped[str]
    created: Mapped[datetime] = mapped_column(index=True)
    model: Mapped[str]
    model_hash: Mapped[str]
    tokenizer_hash: Mapped[str]
    baseline: Mapped[str]
    points: Mapped[int]
    delta: Mapped[float]
    record: Mapped[dict[str, Any]]
    has_text: Mapped[bool]
    text_hash: Mapped[str | None]
    picture: Mapped[str | None]


class VerdictRow(Base):
    """What one person thinks of one explanation; the last word counts."""

    __tablename__ = "explain_verdicts"

    explanation_id: Mapped[str] = mapped_column(
        ForeignKey("explain_explanations.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    verdict: Mapped[str]
    created: Mapped[datetime]


class PreferencesRow(Base):
    __tablename__ = "explain_preferences"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    visibility: Mapped[str]
    language: Mapped[str]
    blur: Mapped[bool]
    queue: Mapped[str]


class SeenRow(Base):
    """A key that was seen, such as the id of an event that Slack may deliver again."""

    __tablename__ = "explain_seen"

    key: Mapped[str] = mapped_column(primary_key=True)
    created: Mapped[datetime] = mapped_column(index=True)


class TrialRow(Base):
    """Work that was begun and did not end yet, or never will.

    failures:    how often it was begun without an end, the present time included.
    text_hashes: what the texts that were worked on can be recognised by (`bot.store.wording`).
    """

    __tablename__ = "explain_trials"
    __table_args__ = (Index("ix_explain_trials_asker", "team_id", "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    failures: Mapped[int]
    text_hashes: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(index=True)


class TurnRow(Base):
    """When it is somebody's turn again to call a method of Slack's, in seconds since 1970.

    key:  begins with the workspace and a space.
    free: the end of the last turn that was given out.
    held: until then nobody has a turn, because Slack said so.
    """

    __tablename__ = "explain_turns"

    key: Mapped[str] = mapped_column(primary_key=True)
    free: Mapped[float]
    held: Mapped[float]


class LeaseRow(Base):
    """Who has something to themselves, and until when; see `bot.store.leases`."""

    __tablename__ = "explain_leases"

    key: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class OAuthStateRow(Base):
    __tablename__ = "explain_oauth_states"

    state: Mapped[str] = mapped_column(primary_key=True)
    expires: Mapped[datetime]


def _unlimited(table: Table) -> Table:
    """Return the table with texts of any length: what is encrypted is longer than the token."""
    for column in table.c:
        if isinstance(column.type, String):
            column.type = Text()
    return table


INSTALLATIONS = _unlimited(
    SQLAlchemyInstallationStore.build_installations_table(
        Base.metadata, table_name=f"{PREFIX}installations"
    )
)
BOTS = _unlimited(
    SQLAlchemyInstallationStore.build_bots_table(Base.metadata, table_name=f"{PREFIX}bots")
)
# Of these two tables; an incoming webhook's address lets anybody post.
SECRET_COLUMNS = frozenset(
    {
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    }
)
