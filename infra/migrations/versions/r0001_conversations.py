"""Conversations, their turns, answers, attempts, votes and handoffs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_time = sa.DateTime(timezone=True)


def _of_conversation(*, nullable: bool = False) -> sa.Column[str]:
    target = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    return sa.Column("conversation_id", sa.String, target, nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("ref", sa.String, nullable=False, unique=True),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("updated_at", _time, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("symptom", sa.String),
        sa.Column("area", sa.String),
        sa.Column("first_reported_at", _time),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("offered", sa.Text, nullable=False),
        sa.Column("held_by", sa.String),
    )
    op.create_index("ix_conversations_touched", "conversations", ["updated_at", "ref"])
    op.create_table(
        "answers",
        sa.Column("id", sa.String, primary_key=True),
        _of_conversation(),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("certainty", sa.String, nullable=False),
        sa.Column("verdict_row", sa.String, nullable=False),
        sa.Column("status_state", sa.String, nullable=False),
        sa.Column("confidence", sa.String, nullable=False),
        sa.Column("writer", sa.String, nullable=False),
        sa.Column("generation", sa.String, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("intent", sa.String),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("trace", sa.Text),
    )
    op.create_index("ix_answers_conversation", "answers", ["conversation_id"])
    op.create_index("ix_answers_created", "answers", ["created_at"])
    op.create_table(
        "turns",
        sa.Column("id", _number, primary_key=True, autoincrement=True),
        _of_conversation(),
        sa.Column("at", _time, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE")),
    )
    op.create_index("ix_turns_conversation", "turns", ["conversation_id", "id"])
    op.create_index("ix_turns_answer", "turns", ["answer_id"])
    op.create_table(
        "attempts",
        _of_conversation(),
        sa.Column("step_id", sa.String, nullable=False),
        sa.Column("variant", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("said_as", sa.Text),
        sa.Column("at", _time),
        sa.Column("answer_id", sa.String),
        sa.PrimaryKeyConstraint("conversation_id", "step_id", "variant"),
    )
    op.create_table(
        "votes",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("step_id", sa.String, nullable=False),
        sa.Column("rating", sa.String, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", _time, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "step_id"),
    )
    op.create_table(
        "handoffs",
        _of_conversation(),
        sa.Column("packet", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("updated_at", _time, nullable=False),
        sa.Column("claimed_by", sa.String),
        sa.Column("claimed_at", _time),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
