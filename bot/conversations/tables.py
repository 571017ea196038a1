"""The tables of the conversation store. `infra/migrations` makes them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from infra.columns import Utc

METADATA = MetaData()
# Strings have no length here: PostgreSQL would refuse a whole message for one field too long.
# SQLite counts only in a column that is called INTEGER; its integers have 64 bits all the same.
_Number = BigInteger().with_variant(Integer(), "sqlite")


def _of_conversation(*, primary_key: bool = False) -> Column[str]:
    """Return the column that ties a row to its conversation, so that erasing takes it along."""
    target = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", String, target, nullable=False, primary_key=primary_key)


conversations = Table(
    "conversations",
    METADATA,
    Column("id", String, primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("language", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("symptom", String),
    Column("area", String),
    Column("first_reported_at", Utc),
    Column("facts", Text, nullable=False),
    Column("offered", Text, nullable=False),
    Column("held_by", String),
    Column("held_at", Utc),
    Index("ix_conversations_touched", "updated_at", "ref"),
    Index("ix_conversations_symptom", "symptom", "updated_at"),
)

# `body` is the answer as schema-versioned JSON, `trace` why it is so; the other columns are what insights count.
answers = Table(
    "answers",
    METADATA,
    Column("id", String, primary_key=True),
    _of_conversation(),
    Column("created_at", Utc, nullable=False),
    Column("language", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("certainty", String, nullable=False),
    Column("verdict_row", String, nullable=False),
    Column("status_state", String, nullable=False),
    Column("confidence", String, nullable=False),
    Column("writer", String, nullable=False),
    Column("generation", String, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("intent", String),
    Column("body", Text, nullable=False),
    Column("trace", Text),
    Index("ix_answers_conversation", "conversation_id"),
    Index("ix_answers_created", "created_at"),
)

# The user's turn and the assistant's carry the id of the same answer: what was asked, and what came of it.
turns = Table(
    "turns",
    METADATA,
    Column("id", _Number, primary_key=True, autoincrement=True),
    _of_conversation(),
    Column("at", Utc, nullable=False),
    Column("author", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("answer_id", String, ForeignKey("answers.id", ondelete="CASCADE")),
    Index("ix_turns_conversation", "conversation_id", "id"),
    Index("ix_turns_answer", "answer_id"),
)

# What is known now, a row for each step and variant ('' for all of them); `answer_id` answered what was said.
attempts = Table(
    "attempts",
    METADATA,
    _of_conversation(),
    Column("step_id", String, nullable=False),
    Column("variant", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("result", String, nullable=False),
    Column("said_as", Text),
    Column("at", Utc),
    Column("answer_id", String),
    PrimaryKeyConstraint("conversation_id", "step_id", "variant"),
)

# The last vote on an answer as a whole ('') or on one step of it.
votes = Table(
    "votes",
    METADATA,
    Column("answer_id", String, ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    Column("step_id", String, nullable=False),
    Column("rating", String, nullable=False),
    Column("comment", Text),
    Column("at", Utc, nullable=False),
    PrimaryKeyConstraint("answer_id", "step_id"),
)

# `post_due_at` is when the packet is next posted to the operator's webhook, empty where nothing is to be posted.
handoffs = Table(
    "handoffs",
    METADATA,
    _of_conversation(primary_key=True),
    Column("packet", Text, nullable=False),
    Column("contact", Text),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("claimed_by", String),
    Column("claimed_at", Utc),
    Column("closed_at", Utc),
    Column("closed_by", String),
    Column("post_due_at", Utc),
    Column("post_tries", Integer),
)

# Idempotency keys, as hashes. A claim in flight belongs to no conversation yet.
claims = Table(
    "claims",
    METADATA,
    Column("client_hash", String, nullable=False),
    Column("key_hash", String, nullable=False),
    Column("body_hash", String, nullable=False),
    Column("claimed_at", Utc, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("response", Text),
    Column("conversation_id", String, ForeignKey("conversations.id", ondelete="CASCADE")),
    PrimaryKeyConstraint("client_hash", "key_hash"),
    Index("ix_claims_conversation", "conversation_id"),
    Index("ix_claims_claimed", "claimed_at"),
)

# The sha256 of the id of what was erased, so that nothing written late brings it back.
tombstones = Table(
    "tombstones",
    METADATA,
    Column("id_hash", String, primary_key=True),
    Column("at", Utc, nullable=False),
)

keys = Table(
    "keys",
    METADATA,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("secret_hash", String, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("last_used_at", Utc),
    Column("revoked_at", Utc),
)

# Facts of this installation, such as the hash of the administrator's token.
installation = Table(
    "installation",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# Who wants to hear when an incident is over, one row a conversation. `waits_for` says what as JSON; `over_read_at` is
# the first read that showed it over, `settled_at` a later one that still did. Whoever delivers holds a lease.
notices = Table(
    "notices",
    METADATA,
    _of_conversation(primary_key=True),
    Column("id", String, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("over_read_at", Utc),
    Column("settled_at", Utc),
    Column("leased_until", Utc),
    Column("told_at", Utc),
    Column("done_at", Utc),
    Column("tries", Integer, nullable=False),
    Index("ix_notices_open", "done_at", "settled_at"),
)
