"""What the status page said and when it changed, and who wants to be told when an incident is over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"

_time = sa.DateTime(timezone=True)
_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "status_changes",
        sa.Column("id", _number, primary_key=True, autoincrement=True),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("at", _time, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("after", sa.String),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_status_changes_page", "status_changes", ["page", "id"])
    op.create_table(
        "status_incidents",
        sa.Column("page", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.Column("started_at", _time, nullable=False),
        sa.Column("resolved_at", _time),
        sa.Column("seen_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("page", "id"),
    )
    op.create_table(
        "notices",
        sa.Column(
            "conversation_id",
            sa.String,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            primary_key=True,
        ),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("asked_at", _time, nullable=False),
        sa.Column("waits_for", sa.Text, nullable=False),
        sa.Column("over_read_at", _time),
        sa.Column("settled_at", _time),
        sa.Column("leased_until", _time),
        sa.Column("told_at", _time),
        sa.Column("done_at", _time),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_notices_open", "notices", ["done_at", "settled_at"])
