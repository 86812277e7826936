"""What team moderation remembers, as tables; see `bot.store.schema`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.schema import Base


class FlagRow(Base):
    """content: the flag as `Flag.to_dict` gives it, without what was typed once that is dropped."""

    __tablename__ = "explain_flags"
    __table_args__ = (Index("ix_explain_flags_flagger", "team_id", "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    author_id: Mapped[str] = mapped_column(index=True)
    created: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    has_text: Mapped[bool]


class CaseRow(Base):
    """content: the whole case; the other columns are what it is found by.

    ts:          NULL where there is no message, so that only messages have one case each.
    changed:     when it was changed for the last time, other flags for it included.
    waits_since: since when it can be decided: when it was opened or, later, appealed.
    labels:      that it is flagged for, each between two line feeds.
    flags:       what flagged it: id, origin, user and note of each.
    has_text:    whether anything that was typed is in it, be it a note for a text that was dropped.
    text_hash:   what tells whether a text is the dropped one (`bot.store.wording`).
    """

    __tablename__ = "explain_cases"
    __table_args__ = (
        UniqueConstraint("team_id", "channel_id", "ts", name="uq_explain_cases_message"),
        Index("ix_explain_cases_queue", "team_id", "state", "severity"),
        Index("ix_explain_cases_author", "team_id", "author_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel_id: Mapped[str]
    ts: Mapped[str | None]
    author_id: Mapped[str]
    created: Mapped[datetime]
    changed: Mapped[datetime] = mapped_column(index=True)
    waits_since: Mapped[datetime]
    decided: Mapped[datetime | None]
    state: Mapped[str]
    verdict: Mapped[str]
    severity: Mapped[float]
    labels: Mapped[str]
    claimed_by: Mapped[str]
    review_channel: Mapped[str]
    version: Mapped[int]
    has_text: Mapped[bool]
    text_hash: Mapped[str | None]
    content: Mapped[dict[str, Any]]
    flags: Mapped[list[Any]] = mapped_column(JSON)


class AuditRow(Base):
    """One entry of a workspace's record; a row is added and never changed, but for `key`.

    seq:     counts from 1, in each workspace on its own.
    digests: of what was told; the values themselves are in `ToldRow`, from where they may go.
    previous, hash: what chains the entries (`bot.store.chain`).
    key:     a digest of what an entry is put on record for only once; not part of the chain.
    """

    __tablename__ = "explain_audit"
    __table_args__ = (UniqueConstraint("team_id", "key", name="uq_explain_audit_key"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created: Mapped[datetime]
    event: Mapped[str]
    case_id: Mapped[str] = mapped_column(index=True)
    channel_id: Mapped[str]
    fields: Mapped[dict[str, Any]]
    digests: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]
    key: Mapped[str | None]


class ToldRow(Base):
    """A value that an entry tells, for as long as it may be known.

    owner: whose it is: the person that it names, else who did what the entry is about.
    salt:  without which the digest in the entry says nothing about the value.
    """

    __tablename__ = "explain_told"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    salt: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)


class HeadRow(Base):
    """Where a workspace's record ends; who holds this row is the only one to add to it."""

    __tablename__ = "explain_audit_heads"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class ModerationRow(Base):
    """content: the settings as `ModerationSettings.to_dict` gives them."""

    __tablename__ = "explain_moderation"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]


class LearnedRow(Base):
    """content: the whole of it (`bot.store.learned`); the other columns are what it is found by."""

    __tablename__ = "explain_learned"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(index=True)
    created: Mapped[datetime]
    state: Mapped[str]
    content: Mapped[dict[str, Any]]


class MarkRow(Base):
    """When something was done for the last time, such as the weekly digest (`bot.store.marks`)."""

    __tablename__ = "explain_marks"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    created: Mapped[datetime]
