"""What people say about an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.redact import redact

COMMENT_LENGTH = 1000


class Rating(StrEnum):
    """A vote on an answer; the last one wins."""

    UP = "up"
    DOWN = "down"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"


@dataclass(frozen=True, slots=True)
class Vote:
    """The current vote on one answer, or on one step of it."""

    answer_id: str
    rating: Rating
    step_id: str | None
    comment: str | None
    at: datetime


def make_vote(answer_id: str, rating: Rating, step_id: str | None, comment: str | None, at: datetime) -> Vote:
    """Return the vote to keep: the comment masked, then cut at COMMENT_LENGTH characters."""
    words = redact(comment).text.strip()[:COMMENT_LENGTH] if comment else ""
    return Vote(answer_id, Rating(rating), step_id, words or None, at)
