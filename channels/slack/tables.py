"""The tables of the Slack room, beside the conversations they speak of; `infra/migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from bot.conversations.tables import METADATA
from infra.columns import Utc

# One row an event, claimed before any work. `spot` is the message it speaks of, `payload` is emptied when it is done.
# Whoever works on it holds a lease; `posted` counts the messages of the reply that are out.
jobs = Table(
    "slack_jobs",
    METADATA,
    Column("key", String, primary_key=True),
    Column("spot", String, unique=True),
    Column("team", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("answer_id", String, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("leased_by", String),
    Column("leased_until", Utc),
    Column("tries", Integer, nullable=False),
    Column("posted", Integer, nullable=False),
    Column("done_at", Utc),
    Index("ix_slack_jobs_due", "done_at", "due_at"),
    Index("ix_slack_jobs_thread", "thread", "received_at"),
    Index("ix_slack_jobs_person", "person", "received_at"),
)

# A thread we take part in, and the newest turn of its conversation that was brought to it.
threads = Table(
    "slack_threads",
    METADATA,
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("conversation_id", String, ForeignKey("conversations.id", ondelete="CASCADE")),
    Column("asker", String, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("taken_over", Boolean, nullable=False),
    Column("relayed", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    PrimaryKeyConstraint("team", "channel", "thread"),
    Index("ix_slack_threads_conversation", "conversation_id"),
)
