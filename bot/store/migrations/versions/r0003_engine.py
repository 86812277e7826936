"""What was begun and did not end, and when Slack's methods may be called again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "explain_trials",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("text_hashes", sa.String()),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explain_trials"),
    )
    op.create_index("ix_explain_trials_asker", "explain_trials", ["team_id", "user_id"])
    op.create_index("ix_explain_trials_created", "explain_trials", ["created"])
    op.create_table(
        "explain_turns",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("free", sa.Double(), nullable=False),
        sa.Column("held", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_explain_turns"),
    )
