"""How often somebody tried to sign in, for all processes that share the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "assist_tries",
        sa.Column("who", sa.String, primary_key=True),
        sa.Column("times", sa.Text, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_assist_tries_last", "assist_tries", ["last_at"])
