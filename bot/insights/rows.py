"""What the queries hand to the counting: plain rows, each as light as what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.insights.models import Band, Comment, StateChange


@dataclass(frozen=True, slots=True)
class DayRow:
    """How many answers of one day had these words (an outcome; a scope and a certainty)."""

    day: date
    words: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of a conversation that began in the span."""

    id: str
    conversation_id: str
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A conversation that began in the span, and the moments a person was asked for or stepped in."""

    id: str
    ref: str
    at: datetime
    persons: tuple[datetime, ...] = ()
    worked: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteRow:
    """The last vote on an answer as a whole."""

    answer_id: str
    rating: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A step as an answer offered it."""

    conversation_id: str
    step_id: str
    variant: str | None
    status: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A step that a person said they tried; `status` is None where no answer tells what the page said then."""

    conversation_id: str
    step_id: str
    variant: str | None
    result: str
    status: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """What an agent did with a suggestion."""

    suggestion_id: str
    kind: str
    distance: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """All that one report counts, as one moment of the database shows it."""

    outcomes: tuple[DayRow, ...] = ()
    verdicts: tuple[DayRow, ...] = ()
    timeline: tuple[StateChange, ...] = ()
    incidents: tuple[Band, ...] = ()
    talks: tuple[TalkRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    votes: tuple[VoteRow, ...] = ()
    comments: tuple[Comment, ...] = ()
    offers: tuple[OfferRow, ...] = ()
    attempts: tuple[AttemptRow, ...] = ()
    seconds: tuple[tuple[date, float], ...] = ()
    timings: tuple[Mapping[str, float], ...] = ()
    events: tuple[EventRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that may have been left open, with the answer it got."""

    answer_id: str
    conversation_id: str
    ref: str
    at: datetime
    language: str
    text: str
    outcome: str
    best_score: float
    citations: tuple[str, ...]
    voted_down: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of gaps: which one a question went to, when one was covered, and what a rerun found."""

    of_question: Mapping[str, str]
    covered_at: Mapping[str, datetime | None]
    reruns: Mapping[str, RerunRow]


@dataclass(frozen=True, slots=True)
class RerunRow:
    """One question as it was asked again."""

    answer_id: str
    gap_id: str
    at: datetime
    generation: str
    before: str
    after: str
    flipped: bool
