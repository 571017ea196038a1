"""The wire of suggestions: what an agent asks with, and the brief they get."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.assist_schemas import Ref, TriedStepObject
from api.schemas import (
    AnswerObject,
    CitationObject,
    Locale,
    Received,
    Sent,
    StatusObject,
    Text,
    VerdictObject,
)
from bot.models import Outcome

LONGEST_LINE = 10_000
MOST_LINES = 100
# How a language model may be asked to word a draft.
Style = Literal["plain", "shorter", "friendlier"]
_Number = Annotated[int, Field(ge=1, le=2**53)]
_SOURCES = ("conversation", "transcript", "chatwoot")


class LineIn(Received):
    """One message of a transcript."""

    role: Literal["customer", "agent"]
    text: Annotated[Text, Field(max_length=LONGEST_LINE)]
    at: Annotated[datetime, Field(strict=False)] | None = None


class ChatwootIn(Received):
    """Where a conversation is in Chatwoot: ids only, it is read through its API."""

    account_id: _Number
    conversation_id: _Number


class SuggestRequest(Received):
    """What to suggest for: one of our conversations, a transcript, or a conversation in Chatwoot."""

    conversation: Ref | None = None
    transcript: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)] | None = None
    chatwoot: ChatwootIn | None = None
    locale: Locale | None = None
    style: Style | None = None

    @model_validator(mode="after")
    def _one_source(self) -> SuggestRequest:
        if sum(getattr(self, name) is not None for name in _SOURCES) != 1:
            told = {"field": "conversation"}
            raise PydanticCustomError("rule", "needs exactly one of conversation, transcript and chatwoot", told)
        return self


class SaidSentenceObject(Sent):
    """A sentence of a suggestion; `origin` is guide (verbatim), wording (ours), status (quoted) or model (verified)."""

    text: str
    citations: list[int]
    origin: str


class SuggestionObject(Sent):
    """What could be sent, for the customer, in their language; empty where nothing is suggested."""

    text: str
    sentences: list[SaidSentenceObject]
    citations: list[CitationObject]


class NextStepObject(Sent):
    """The step to propose, and why this one."""

    id: str
    title: str
    variant: str | None
    text: str
    why: str
    citation: int


class MissingObject(Sent):
    """Something nobody said yet that would change what comes next, and how to ask for it."""

    about: str
    question: str


class AlikeObject(Sent):
    """Another conversation of the last hour with the same symptom, by reference."""

    conversation: str
    symptom: str
    outcome: Outcome | None
    at: datetime


class AssistBrief(Sent):
    """All that an agent needs for the next reply. `abstained` says why nothing is suggested.

    `styles` may be asked for, none without a language model; `style` is the one that was.
    """

    id: str
    ref: str | None
    created_at: datetime
    language: str
    symptom: str | None
    basis: str
    stale: bool
    summary: str
    evidence: list[str]
    verdict: VerdictObject
    attempts: list[TriedStepObject]
    abstained: str | None
    suggestion: SuggestionObject
    next_step: NextStepObject | None
    missing_information: list[MissingObject]
    similar: list[AlikeObject]
    status: StatusObject
    style: Style
    styles: list[Style]
    answer: AnswerObject


class StaleObject(Sent):
    """Whether a suggestion still rests on what is so, and what changed."""

    id: str
    stale: bool
    because: Literal["customer_wrote", "status_changed"] | None


class ExplanationObject(Sent):
    """How an answer came about: what was understood, found and rejected, and why it ended so."""

    model_config = ConfigDict(extra="allow", frozen=True)

    answer_id: str
    ref: str | None
    created_at: datetime
    text: str
    verdict: VerdictObject
    status: StatusObject
    outcome: Outcome
    reason: str = ""
    intent: str = ""
    query: str = ""
    confidence: float | None = None
    mode: str | None = None
    generation: str = ""
    hits: list[dict[str, Any]] = Field(default_factory=list)
    rejected: list[dict[str, Any]] = Field(default_factory=list)
    checks: list[dict[str, Any]] = Field(default_factory=list)
    timings: dict[str, float] = Field(default_factory=dict)
    votes: list[dict[str, Any]] = Field(default_factory=list)
