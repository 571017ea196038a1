"""The wire of the owner's dashboard; built from the types of `bot.insights.models` by attribute."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.schemas import Id, Received, Sent
from bot.insights.models import DismissReason, Ending, EventKind
from bot.insights.observatory import MOST_DAYS

Table = Literal["outcomes", "verdicts", "deflection", "steps", "gaps", "suggestions", "feedback", "seconds"]


class InsightsQuery(BaseModel):
    """How far to look back; numbers come as text in a query string, so types are converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="how many days, today included (UTC)")] = 30


class EventRequest(Received):
    """What an agent did with a suggestion; `distance` goes with `edited`, `reason` with `dismissed`."""

    suggestion_id: Id
    kind: Annotated[EventKind, Field(strict=False)]
    distance: Annotated[float, Field(ge=0, le=1)] | None = None
    reason: Annotated[DismissReason, Field(strict=False)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> EventRequest:
        if self.distance is not None and self.kind is not EventKind.EDITED:
            raise PydanticCustomError("rule", "belongs to the kind edited", {"field": "distance"})
        if self.distance is None and self.kind is EventKind.EDITED:
            raise PydanticCustomError("rule", "must say the share of characters changed", {"field": "distance"})
        if self.reason is not None and self.kind is not EventKind.DISMISSED:
            raise PydanticCustomError("rule", "belongs to the kind dismissed", {"field": "reason"})
        return self


class DayObject(Sent):
    """How often each word occurred on one day (UTC)."""

    day: date
    counts: dict[str, int]


class StateObject(Sent):
    """What the status page said from a time on."""

    at: datetime
    state: str
    summary: str


class BandObject(Sent):
    """An incident as it was posted; `resolved_at` is null while it is open."""

    title: str
    started_at: datetime
    resolved_at: datetime | None


class CountedObject(Sent):
    """One conversation as it was counted, by the reference that agents see."""

    ref: str
    at: datetime
    ending: Ending
    sign: str


class DeflectionObject(Sent):
    """How conversations ended, and the references behind the counts; the deflected ones come first."""

    definition: str
    conversations: int
    counts: dict[str, int]
    rate: float | None
    refs: list[CountedObject]


class TallyObject(Sent):
    """Conversations in which a step was offered, and what people said came of it."""

    offered: int
    worked: int
    did_not_work: int
    other: int


class StepCountObject(Sent):
    """A step, in all and by what the status page said at the time."""

    step_id: str
    variant: str | None
    title: str
    offered: int
    worked: int
    did_not_work: int
    other: int
    by_status: dict[str, TallyObject]


class CommentObject(Sent):
    """What somebody wrote with a vote, masked."""

    at: datetime
    ref: str
    rating: str
    text: str


class FeedbackObject(Sent):
    """Votes on whole answers, by rating, and the same for each outcome."""

    counts: dict[str, int]
    by_outcome: dict[str, dict[str, int]]
    comments: list[CommentObject]


class SpreadObject(Sent):
    """The median and the 95th percentile, in seconds."""

    p50: float
    p95: float


class DaySpreadObject(SpreadObject):
    """How long the answers of one day took."""

    day: date
    answers: int


class SecondsObject(Sent):
    """How long answers took; p50 and p95 are null where there were none. `slowest` names one of the stages."""

    answers: int
    p50: float | None
    p95: float | None
    days: list[DaySpreadObject]
    stages: dict[str, SpreadObject]
    slowest: str | None


class SuggestionsObject(Sent):
    """What agents did with suggestions."""

    shown: int
    inserted_as_is: int
    edited: int
    mean_distance: float | None
    copied: int
    sent: int
    dismissed: int
    reasons: dict[str, int]


class NearestObject(Sent):
    """The section of the guide that comes closest."""

    chunk_id: str
    section: str
    score: float


class RerunItemObject(Sent):
    """One question asked again."""

    text: str
    before: str
    after: str
    flipped: bool


class RerunObject(Sent):
    """A gap's questions asked again of one generation; `items` are given only where they were just asked."""

    at: datetime
    generation: str
    flipped: int
    still: int
    items: list[RerunItemObject] | None = None


class GapObject(Sent):
    """Questions about one thing that the guide does not settle; `reasons` counts what marked them."""

    id: str
    heading: str
    size: int
    first_at: datetime
    last_at: datetime
    language: str
    examples: list[str]
    reasons: list[str]
    counts: dict[str, int]
    nearest: NearestObject | None
    covered_at: datetime | None
    since_covered: int
    rerun: RerunObject | None


class WarningObject(Sent):
    """How many callers reported a symptom to this process in the last 15 minutes, and how many usually do."""

    symptom: str
    name: str
    callers: int
    usual: float
    raised: bool


class InsightsObject(Sent):
    """The owner's picture of the last days."""

    model_config = ConfigDict(populate_by_name=True)

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    kept_days: int
    outcomes: list[DayObject]
    verdicts: list[DayObject]
    status_timeline: list[StateObject]
    incidents: list[BandObject]
    deflection: DeflectionObject
    steps: list[StepCountObject]
    feedback: FeedbackObject
    seconds: SecondsObject
    suggestions: SuggestionsObject
    gaps: list[GapObject]
    gaps_left_out: int
    early_warnings: list[WarningObject]
