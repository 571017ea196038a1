"""The tables of this room, beside the conversations they speak of; `infra/migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, PrimaryKeyConstraint, String, Table

from bot.conversations.tables import METADATA
from infra.columns import Utc

# What an agent did with a suggestion, once for each kind. Nothing personal is in it, so it outlives the conversation.
events = Table(
    "suggestion_events",
    METADATA,
    Column("suggestion_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("distance", Float),
    Column("reason", String),
    PrimaryKeyConstraint("suggestion_id", "kind"),
    Index("ix_suggestion_events_at", "at"),
)

# A gap and when its owner said that the guide covers it now; its questions are in the next table.
gaps = Table(
    "gaps",
    METADATA,
    Column("id", String, primary_key=True),
    Column("created_at", Utc, nullable=False),
    Column("covered_at", Utc),
)

# Which gap a question went to, so that the gap keeps its id. Erasing a conversation takes its questions along.
gap_questions = Table(
    "gap_questions",
    METADATA,
    Column("answer_id", String, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("gap_id", String, ForeignKey("gaps.id", ondelete="CASCADE"), nullable=False),
    Index("ix_gap_questions_gap", "gap_id"),
)

# The newest rerun of a gap, a row for each question that was asked again.
reruns = Table(
    "gap_reruns",
    METADATA,
    Column("answer_id", String, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("gap_id", String, ForeignKey("gaps.id", ondelete="CASCADE"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("generation", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("flipped", Boolean, nullable=False),
    Index("ix_gap_reruns_gap", "gap_id"),
)
