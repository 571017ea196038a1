"""What is shown to the guide's owner. Days are UTC; a count always says what it counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What became of a suggestion in an agent's hands."""

    SHOWN = "shown"
    INSERTED = "inserted"
    EDITED = "edited"
    COPIED = "copied"
    SENT = "sent"
    DISMISSED = "dismissed"


class DismissReason(StrEnum):
    """Why an agent did not want a suggestion."""

    WRONG = "wrong"
    TOO_LONG = "too_long"
    NOT_NEEDED = "not_needed"
    OTHER = "other"


class GapReason(StrEnum):
    """What marks a question as one that the guide left open."""

    DECLINED = "declined"
    CLARIFIED_TWICE = "clarified_twice"
    THUMBED_DOWN = "thumbed_down"
    ASKED_PERSON = "asked_person"


class Ending(StrEnum):
    """How a conversation counts; only `deflected` is a success, and `unknown` never becomes one by itself."""

    DEFLECTED = "deflected"
    ASKED_PERSON = "asked_person"
    NOT_SOLVED = "not_solved"
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing an agent did with a suggestion; `distance` is the share of characters changed, in [0, 1]."""

    suggestion_id: str
    kind: EventKind
    at: datetime
    distance: float | None = None
    reason: DismissReason | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, up to and without another; whole UTC days but for the last one, which may be running."""

    begins: datetime
    ends: datetime

    def days(self) -> tuple[date, ...]:
        """Return every day in it, oldest first."""
        first, last = self.begins.date().toordinal(), self.ends.date().toordinal()
        return tuple(date.fromordinal(day) for day in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often each word occurred on one day."""

    day: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StateChange:
    """What the status page said from a time on."""

    at: datetime
    state: str
    summary: str


@dataclass(frozen=True, slots=True)
class Band:
    """An incident as the page posted it; `resolved_at` is None while it is open."""

    title: str
    started_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One conversation as it was counted: by its reference, how, and the sign that decided."""

    ref: str
    at: datetime
    ending: Ending
    sign: str


@dataclass(frozen=True, slots=True)
class Deflection:
    """How conversations ended; `rate` is deflected by all that count, None where none do. `refs` are the evidence."""

    definition: str
    conversations: int
    counts: Mapping[str, int]
    rate: float | None
    refs: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Conversations in which a step was offered, and what people said came of it."""

    offered: int = 0
    worked: int = 0
    did_not_work: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class StepCount:
    """A step and its variant; `by_status` splits the same counts by what the status page said then."""

    step_id: str
    variant: str | None
    title: str
    total: Tally
    by_status: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote with a vote, masked."""

    at: datetime
    ref: str
    rating: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """Votes on whole answers, in all and by the answer's outcome, and the newest comments."""

    counts: Mapping[str, int]
    by_outcome: Mapping[str, Mapping[str, int]]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and the 95th percentile, in seconds."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class DaySpread:
    """How long the answers of one day took."""

    day: date
    answers: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long answers took, by day too; `stages` are the parts of the newest answers, `slowest` names one of them."""

    answers: int
    spread: Spread | None
    days: tuple[DaySpread, ...]
    stages: Mapping[str, Spread]
    slowest: str | None


@dataclass(frozen=True, slots=True)
class SuggestionCounts:
    """What agents did with suggestions; `mean_distance` is over the edited ones, None where there are none."""

    shown: int
    inserted_as_is: int
    edited: int
    mean_distance: float | None
    copied: int
    sent: int
    dismissed: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question the guide left open, masked; `citations` are the sections its answer rested on."""

    answer_id: str
    ref: str
    at: datetime
    language: str
    text: str
    outcome: str
    reasons: tuple[GapReason, ...]
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The section that comes closest to a gap, with its score in [0, 1]."""

    chunk_id: str
    section: str
    score: float


@dataclass(frozen=True, slots=True)
class RerunItem:
    """One question asked again: its outcome before and after, and whether the guide answers it now."""

    text: str
    before: str
    after: str
    flipped: bool


@dataclass(frozen=True, slots=True)
class Rerun:
    """A gap's questions asked again of one generation; `items` are empty where only the sums are wanted."""

    at: datetime
    generation: str
    flipped: int
    still: int
    items: tuple[RerunItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about one thing that the guide does not settle. A single question makes one.

    `since_covered` counts those that came after it was marked as covered.
    """

    id: str
    heading: str
    size: int
    first_at: datetime
    last_at: datetime
    language: str
    examples: tuple[str, ...]
    reasons: Mapping[str, int]
    nearest: Nearest | None = None
    covered_at: datetime | None = None
    since_covered: int = 0
    rerun: Rerun | None = None


@dataclass(frozen=True, slots=True)
class Insights:
    """All of it, for one span of days. `kept_days` is how long conversations are kept at all."""

    span: Span
    kept_days: int
    outcomes: tuple[DayCount, ...]
    verdicts: tuple[DayCount, ...]
    timeline: tuple[StateChange, ...]
    incidents: tuple[Band, ...]
    deflection: Deflection
    steps: tuple[StepCount, ...]
    feedback: Feedback
    seconds: Seconds
    suggestions: SuggestionCounts
    gaps: tuple[Gap, ...]
    gaps_left_out: int = 0
    counted: tuple[Counted, ...] = field(default=(), repr=False)
