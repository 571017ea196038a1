"""What agents did with suggestions, and what the guide lacks: gaps, their questions, and those asked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "suggestion_events",
        sa.Column("suggestion_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", _time, nullable=False),
        sa.Column("distance", sa.Float),
        sa.Column("reason", sa.String),
        sa.PrimaryKeyConstraint("suggestion_id", "kind"),
    )
    op.create_index("ix_suggestion_events_at", "suggestion_events", ["at"])
    op.create_table(
        "gaps",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("covered_at", _time),
    )
    op.create_table("gap_questions", _answer(), _gap())
    op.create_index("ix_gap_questions_gap", "gap_questions", ["gap_id"])
    op.create_table(
        "gap_reruns",
        _answer(),
        _gap(),
        sa.Column("at", _time, nullable=False),
        sa.Column("generation", sa.String, nullable=False),
        sa.Column("before", sa.String, nullable=False),
        sa.Column("after", sa.String, nullable=False),
        sa.Column("flipped", sa.Boolean, nullable=False),
    )
    op.create_index("ix_gap_reruns_gap", "gap_reruns", ["gap_id"])


def _answer() -> sa.Column[str]:
    return sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)


def _gap() -> sa.Column[str]:
    return sa.Column("gap_id", sa.String, sa.ForeignKey("gaps.id", ondelete="CASCADE"), nullable=False)
