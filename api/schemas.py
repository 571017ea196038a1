"""The wire: what may come in, and what goes out. Add a field to the JSON here, and fill it in `present.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.clean import clean
from bot.models import Author, Certainty, Channel, HeldReason, Outcome, Result, Scope
from status.models import ComponentState, Freshness, IncidentState, MaintenanceState, State

LONGEST_MESSAGE = 2000
MOST_ATTEMPTS = 50
LANGUAGE_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_cleaned)]
Message = Annotated[Text, Field(max_length=LONGEST_MESSAGE)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,100}$")]
Locale = Annotated[str, StringConstraints(pattern=LANGUAGE_TAG, max_length=35)]


class Received(BaseModel):
    """What clients send: exact types, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AttemptIn(Received):
    """A pressed button: one step, and what came of it."""

    step_id: Slug
    variant: Slug | None = None
    result: Annotated[Result, Field(strict=False)]


class ChatRequest(Received):
    """One message of a person, or buttons they pressed, or both."""

    message: Message = Field("", description="1 to 2,000 characters; may be empty when attempts are given")
    attempts: list[AttemptIn] = Field([], max_length=MOST_ATTEMPTS)
    conversation_id: Id | None = Field(None, description="null starts a conversation; the id returned is a capability")
    locale: Locale | None = Field(None, description="BCP 47; the language of the message wins when it is clear")
    channel: Annotated[Channel, Field(strict=False)] = Channel.API

    @model_validator(mode="after")
    def _says_something(self) -> ChatRequest:
        if not self.message and not self.attempts:
            raise PydanticCustomError("rule", "needs at least one visible character", {"field": "message"})
        return self


class FeedbackRequest(Received):
    """A vote on an answer; the last one counts."""

    answer_id: Id
    rating: Literal["up", "down", "solved", "not_solved"]
    step_id: Slug | None = None
    comment: Message | None = None


def _reachable(value: str) -> str:
    if not value:
        raise PydanticCustomError("rule", "must say how to reach the person, or be left out")
    return value


class HandoffRequest(Received):
    """How the person can be reached, if they want to say."""

    contact: Annotated[Text, Field(max_length=200), AfterValidator(_reachable)] | None = None


class NotifyRequest(Received):
    """Nothing to say: the conversation tells what blocked the person."""


class SearchQuery(BaseModel):
    """The query string of a search; numbers come as text there, so types are converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[Message, Field(min_length=1, description="what to look for")]
    k: Annotated[int, Field(ge=1, le=50, description="how many hits")] = 8
    language: Locale = "en"


class Sent(BaseModel):
    """What we send; built from the inner types by attribute."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class VerdictObject(Sent):
    """Whether it is everyone; machine words, never shown as such."""

    scope: Scope
    certainty: Certainty
    reasons: list[str]


class StepObject(Sent):
    """A step offered now; `citation` is the number of its citation."""

    id: str
    title: str
    section: str
    variant: str | None
    text: str
    caution: str | None
    citation: int


class HeldBackObject(Sent):
    """A step not offered, and why."""

    id: str
    title: str
    variant: str | None
    reason: HeldReason


class AttemptObject(Sent):
    """A step the person tried, in their own words where they used any."""

    step_id: str
    variant: str | None
    result: Result
    said_as: str | None


class CitationObject(Sent):
    """Where in the guide a sentence comes from; `quote` is verbatim."""

    n: int
    chunk_id: str
    article: str
    section: str
    item: str | None
    quote: str
    url: str


class ComponentObject(Sent):
    """One part of the product as the status page lists it."""

    id: str
    name: str
    group: str | None
    state: ComponentState


class IncidentObject(Sent):
    """A posted incident; `affects_question` is null where no question was asked."""

    id: str
    title: str
    state: IncidentState
    started_at: datetime
    updated_at: datetime
    latest_update: str
    url: str
    affects_question: bool | None


class MaintenanceObject(Sent):
    """A planned window; `affects_question` is null where no question was asked."""

    id: str
    title: str
    state: MaintenanceState
    starts_at: datetime
    ends_at: datetime | None
    url: str
    affects_question: bool | None


class StatusObject(Sent):
    """What the status page said, and how old that is."""

    state: State
    freshness: Freshness
    age_seconds: float | None
    checked_at: datetime | None
    source: str
    url: str
    summary: str
    components: list[ComponentObject]
    incidents: list[IncidentObject]
    maintenances: list[MaintenanceObject]


class EscalationObject(Sent):
    """Where a person takes over."""

    reason: str
    contact_url: str
    handoff_url: str


class AnswerObject(Sent):
    """The verified answer; `text` is complete without any other field."""

    id: str
    conversation_id: str
    created_at: datetime
    language: str
    outcome: Outcome
    text: str
    verdict: VerdictObject
    steps: list[StepObject]
    held_back: list[HeldBackObject]
    attempts: list[AttemptObject]
    citations: list[CitationObject]
    status: StatusObject
    suggested_replies: list[str]
    escalation: EscalationObject | None
    confidence: Literal["high", "medium", "low"]
    writer: Literal["extractive", "llm"]
    generation: str
    seconds: float


class SentenceObject(Sent):
    """One verified sentence of a stream."""

    text: str
    citations: list[int]


class TurnObject(Sent):
    """One entry of a conversation; `answer` is null but for the assistant's turns."""

    at: datetime
    author: Author
    message: str
    answer: AnswerObject | None


class ConversationObject(Sent):
    """All a person can see of their conversation."""

    id: str
    created_at: datetime
    language: str
    attempts: list[AttemptObject]
    turns: list[TurnObject]


class NotifyObject(Sent):
    """The wish to be told once, when these incidents or maintenances are over."""

    asked_at: datetime
    waits_for: list[str]


class TriedObject(Sent):
    """A step the person tried, and when they said so."""

    step_id: str
    variant: str | None
    result: str
    said_as: str | None
    at: datetime | None


class StatusChangeObject(Sent):
    """What the status page said from a time on; `incidents` are titles."""

    at: datetime
    state: str
    summary: str
    incidents: list[str]


class LineObject(Sent):
    """One message of the transcript."""

    at: datetime
    author: str
    text: str


class HandoffObject(Sent):
    """What a human needs to take over, personal data masked."""

    id: str
    created_at: datetime
    summary: str
    error_text: str | None
    environment: dict[str, str]
    attempts: list[TriedObject]
    status_timeline: list[StatusChangeObject]
    sections_shown: list[str]
    transcript: list[LineObject]
    language: str


class HandoffForAgent(HandoffObject):
    """The packet as an agent sees it: with the conversation's reference, and the contact as the person gave it."""

    ref: str
    contact: str | None
    updated_at: datetime
    claimed_by: str | None


class HitObject(Sent):
    """One section found; ranks are 1-based, null where that part did not find it."""

    chunk_id: str
    article: str
    section: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    text: str


class SearchObject(Sent):
    """Hits best first, what was rejected, and how they were found."""

    hits: list[HitObject]
    rejected: list[HitObject]
    mode: str
    generation: str


class IndexObject(Sent):
    """What a new generation changed, as chunk ids; `embedded` and `reused` count texts.

    `kept` is false where it could only be made for this process; `problems` are plain sentences.
    """

    generation: str
    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: list[str]
    embedded: int
    reused: int
    seconds: float
    kept: bool
    problems: list[str]


class ReadyObject(Sent):
    """Whether everything is there; `parts` says of each in one word or one plain line how it is."""

    state: Literal["starting", "ready", "degraded"]
    parts: dict[str, str]


class VersionObject(Sent):
    """Which release and which generation answer."""

    version: str
    contract: str
    generation: str


class FieldProblem(Sent):
    """One field and what would be right."""

    field: str
    detail: str


class ProblemObject(Sent):
    """RFC 9457; `errors` only where fields are to blame."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None
