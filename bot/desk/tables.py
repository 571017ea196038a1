"""The tables of the agents' desk, beside the conversations they speak of; `infra/migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.conversations.tables import METADATA
from infra.columns import Utc

# Who is signed in: `id_hash` is the sha256 of the cookie, `proof` ties the session to the secret it began with.
sessions = Table(
    "assist_sessions",
    METADATA,
    Column("id_hash", String, primary_key=True),
    Column("key_id", String, nullable=False),
    Column("proof", String, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Index("ix_assist_sessions_expires", "expires_at"),
)

# Who did what, never changed, erased when its time is over. `subject` is a reference or an id, `detail` never what
# somebody wrote; an id that is made from an Idempotency-Key lets a thing be done once.
audit = Table(
    "assist_audit",
    METADATA,
    Column("id", String, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("event", String, nullable=False),
    Column("agent_id", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_assist_audit_at", "at"),
    Index("ix_assist_audit_subject", "subject"),
)

# How often somebody tried to sign in: a salted hash of where from, and the times of a few minutes as JSON.
tries = Table(
    "assist_tries",
    METADATA,
    Column("who", String, primary_key=True),
    Column("times", Text, nullable=False),
    Column("last_at", Utc, nullable=False),
    Index("ix_assist_tries_last", "last_at"),
)

# A draft for an agent, its answer as schema-versioned JSON, and what it rested on; without a conversation for a
# transcript that was pasted.
suggestions = Table(
    "assist_suggestions",
    METADATA,
    Column("id", String, primary_key=True),
    Column("conversation_id", String, ForeignKey("conversations.id", ondelete="CASCADE")),
    Column("answer_id", String, nullable=False, unique=True),
    Column("agent", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("customer_count", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("body", Text, nullable=False),
    Column("trace", Text),
    Index("ix_assist_suggestions_conversation", "conversation_id"),
    Index("ix_assist_suggestions_created", "created_at"),
)
