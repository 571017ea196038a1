"""What agents work with: sessions, the audit trail, suggestions, and handoffs that are closed and posted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and columns."""
    op.add_column("conversations", sa.Column("held_at", _time))
    op.execute("UPDATE conversations SET held_at = updated_at WHERE held_by IS NOT NULL")
    op.create_index("ix_conversations_symptom", "conversations", ["symptom", "updated_at"])
    op.add_column("handoffs", sa.Column("closed_at", _time))
    op.add_column("handoffs", sa.Column("closed_by", sa.String))
    op.add_column("handoffs", sa.Column("post_due_at", _time))
    op.add_column("handoffs", sa.Column("post_tries", sa.Integer))
    _sessions()
    _audit()
    _suggestions()


def _sessions() -> None:
    op.create_table(
        "assist_sessions",
        sa.Column("id_hash", sa.String, primary_key=True),
        sa.Column("key_id", sa.String, nullable=False),
        sa.Column("proof", sa.String, nullable=False),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("seen_at", _time, nullable=False),
        sa.Column("expires_at", _time, nullable=False),
    )
    op.create_index("ix_assist_sessions_expires", "assist_sessions", ["expires_at"])


def _audit() -> None:
    op.create_table(
        "assist_audit",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", _time, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("agent_id", sa.String, nullable=False),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_assist_audit_at", "assist_audit", ["at"])
    op.create_index("ix_assist_audit_subject", "assist_audit", ["subject"])


def _suggestions() -> None:
    op.create_table(
        "assist_suggestions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        sa.Column("answer_id", sa.String, nullable=False, unique=True),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("customer_count", sa.Integer, nullable=False),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("trace", sa.Text),
    )
    op.create_index("ix_assist_suggestions_conversation", "assist_suggestions", ["conversation_id"])
    op.create_index("ix_assist_suggestions_created", "assist_suggestions", ["created_at"])
