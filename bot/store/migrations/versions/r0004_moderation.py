"""Flags, cases and their record, the settings of moderation, and models learned from verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_flags()
    _create_cases()
    _create_audit()
    _create_told()
    op.create_table(
        "explain_moderation",
        _text("team_id"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_explain_moderation"),
    )
    op.create_table(
        "explain_learned",
        _text("id"),
        _text("team_id"),
        _moment("created"),
        _text("state"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explain_learned"),
    )
    op.create_index("ix_explain_learned_team_id", "explain_learned", ["team_id"])
    op.create_table(
        "explain_marks",
        *map(_text, ("team_id", "key")),
        _moment("created"),
        sa.PrimaryKeyConstraint("team_id", "key", name="pk_explain_marks"),
    )
    with op.batch_alter_table("explain_preferences") as preferences:
        preferences.add_column(
            sa.Column("blur", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        preferences.add_column(sa.Column("queue", sa.String(), nullable=False, server_default=""))


def _create_flags() -> None:
    op.create_table(
        "explain_flags",
        _text("id"),
        _text("team_id"),
        _text("user_id"),
        _text("author_id"),
        _moment("created"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explain_flags"),
    )
    op.create_index("ix_explain_flags_flagger", "explain_flags", ["team_id", "user_id"])
    op.create_index("ix_explain_flags_author_id", "explain_flags", ["author_id"])
    op.create_index("ix_explain_flags_created", "explain_flags", ["created"])


def _create_cases() -> None:
    op.create_table(
        "explain_cases",
        *map(_text, ("id", "team_id", "channel_id")),
        sa.Column("ts", sa.String()),
        _text("author_id"),
        *map(_moment, ("created", "changed", "waits_since")),
        sa.Column("decided", sa.DateTime(timezone=True)),
        *map(_text, ("state", "verdict")),
        sa.Column("severity", sa.Double(), nullable=False),
        *map(_text, ("labels", "claimed_by", "review_channel")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("text_hash", sa.String()),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explain_cases"),
        sa.UniqueConstraint("team_id", "channel_id", "ts", name="uq_explain_cases_message"),
    )
    op.create_index("ix_explain_cases_queue", "explain_cases", ["team_id", "state", "severity"])
    op.create_index("ix_explain_cases_author", "explain_cases", ["team_id", "author_id"])
    op.create_index("ix_explain_cases_changed", "explain_cases", ["changed"])


def _create_audit() -> None:
    op.create_table(
        "explain_audit",
        _text("team_id"),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        _moment("created"),
        *map(_text, ("event", "case_id", "channel_id")),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        *map(_text, ("previous", "hash")),
        sa.Column("key", sa.String()),
        sa.PrimaryKeyConstraint("team_id", "seq", name="pk_explain_audit"),
        sa.UniqueConstraint("team_id", "key", name="uq_explain_audit_key"),
    )
    op.create_index("ix_explain_audit_case_id", "explain_audit", ["case_id"])
    op.create_table(
        "explain_audit_heads",
        _text("team_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        _text("hash"),
        sa.PrimaryKeyConstraint("team_id", name="pk_explain_audit_heads"),
    )


def _create_told() -> None:
    op.create_table(
        "explain_told",
        _text("team_id"),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        *map(_text, ("name", "owner", "salt")),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "seq", "name", name="pk_explain_told"),
    )
    op.create_index("ix_explain_told_owner", "explain_told", ["owner"])


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
