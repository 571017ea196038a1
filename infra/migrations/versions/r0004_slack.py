"""Which events of Slack were taken on, and the threads we take part in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"

_time = sa.DateTime(timezone=True)
_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slack_jobs",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("spot", sa.String, unique=True),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("thread", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("answer_id", sa.String, nullable=False),
        sa.Column("received_at", _time, nullable=False),
        sa.Column("due_at", _time, nullable=False),
        sa.Column("leased_by", sa.String),
        sa.Column("leased_until", _time),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("posted", sa.Integer, nullable=False),
        sa.Column("done_at", _time),
    )
    op.create_index("ix_slack_jobs_due", "slack_jobs", ["done_at", "due_at"])
    op.create_index("ix_slack_jobs_thread", "slack_jobs", ["thread", "received_at"])
    op.create_index("ix_slack_jobs_person", "slack_jobs", ["person", "received_at"])
    op.create_table(
        "slack_threads",
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread", sa.String, nullable=False),
        sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("desk", sa.Boolean, nullable=False),
        sa.Column("taken_over", sa.Boolean, nullable=False),
        sa.Column("relayed", _number, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "thread"),
    )
    op.create_index("ix_slack_threads_conversation", "slack_threads", ["conversation_id"])
