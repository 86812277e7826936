"""Requests, clicks, explanations, verdicts, preferences, and what was seen before."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_requests()
    _create_actions()
    _create_explanations()
    _create_verdicts()
    op.create_table(
        "explain_preferences",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_explain_preferences"),
    )
    op.create_table(
        "explain_seen",
        sa.Column("key", sa.String(), nullable=False),
        _created(),
        sa.PrimaryKeyConstraint("key", name="pk_explain_seen"),
    )
    op.create_index("ix_explain_seen_created", "explain_seen", ["created"])


def _create_requests() -> None:
    op.create_table(
        "explain_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        _created(),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String()),
        sa.Column("place_channel", sa.String()),
        sa.Column("place_ts", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_explain_requests"),
    )
    op.create_index("ix_explain_requests_asker", "explain_requests", ["team_id", "user_id"])
    op.create_index("ix_explain_requests_created", "explain_requests", ["created"])
    op.create_index("ix_explain_requests_state", "explain_requests", ["state"])


def _create_actions() -> None:
    op.create_table(
        "explain_actions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        _created(),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explain_actions"),
    )
    op.create_index("ix_explain_actions_clicker", "explain_actions", ["team_id", "user_id"])
    op.create_index("ix_explain_actions_created", "explain_actions", ["created"])


def _create_explanations() -> None:
    op.create_table(
        "explain_explanations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        _created(),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("model_hash", sa.String(), nullable=False),
        sa.Column("tokenizer_hash", sa.String(), nullable=False),
        sa.Column("baseline", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("delta", sa.Double(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("text_hash", sa.String()),
        sa.Column("picture", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_explain_explanations"),
    )
    for name, columns in (
        ("asker", ["team_id", "user_id", "created"]),
        ("created", ["created"]),
        ("request_id", ["request_id"]),
    ):
        op.create_index(f"ix_explain_explanations_{name}", "explain_explanations", columns)


def _create_verdicts() -> None:
    op.create_table(
        "explain_verdicts",
        sa.Column("explanation_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        _created(),
        sa.ForeignKeyConstraint(
            ["explanation_id"],
            ["explain_explanations.id"],
            name="fk_explain_verdicts_explanation_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("explanation_id", "user_id", name="pk_explain_verdicts"),
    )
    op.create_index("ix_explain_verdicts_user_id", "explain_verdicts", ["user_id"])


def _created() -> sa.Column[object]:
    return sa.Column("created", sa.DateTime(timezone=True), nullable=False)
