"""What the front door keeps: idempotency keys, API keys, the administrator's token, and what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "claims",
        sa.Column("client_hash", sa.String, nullable=False),
        sa.Column("key_hash", sa.String, nullable=False),
        sa.Column("body_hash", sa.String, nullable=False),
        sa.Column("claimed_at", _time, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("response", sa.Text),
        sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        sa.PrimaryKeyConstraint("client_hash", "key_hash"),
    )
    op.create_index("ix_claims_conversation", "claims", ["conversation_id"])
    op.create_index("ix_claims_claimed", "claims", ["claimed_at"])
    op.create_table(
        "tombstones",
        sa.Column("id_hash", sa.String, primary_key=True),
        sa.Column("at", _time, nullable=False),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("secret_hash", sa.String, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("expires_at", _time),
        sa.Column("last_used_at", _time),
        sa.Column("revoked_at", _time),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
