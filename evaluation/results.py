"""What the bot did, as stored: enough to score it again without asking it again."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.models import Answer, Certainty, Fact, Intent, Outcome, Result, Scope
from evaluation.records import Pair, StepRef
from knowledge.models import SearchResults


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class HeardAttempt(StepRef):
    """An attempt as the bot understood it."""

    result: Result


class Cited(_Stored):
    """A citation: its section, and the id of the item when one bullet is the evidence."""

    section: str
    item: str | None = None


class Reply(_Stored):
    """An answer, without what no measure reads."""

    scenario: str
    outcome: Outcome
    intent: Intent | None
    scope: Scope
    certainty: Certainty
    row: str
    steps: tuple[StepRef, ...]
    held: tuple[StepRef, ...]
    attempts: tuple[HeardAttempt, ...]
    cited: tuple[Cited, ...]
    text: str
    language: str
    escalation: bool
    seconds: float
    timings: dict[str, float] = Field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Return scope and certainty as one word pair."""
        return f"{self.scope.value}/{self.certainty.value}"

    @property
    def offered(self) -> frozenset[Pair]:
        """Return the steps offered now."""
        return frozenset(step.pair for step in self.steps)


class Found(_Stored):
    """A section a search found, with the ranks its two parts gave it (1-based, null where it did not find it)."""

    section: str
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None


class Retrieved(_Stored):
    """What the search alone found for a question, hits and rejected hits, best first."""

    id: str
    mode: str
    found: tuple[Found, ...]


class Understood(_Stored):
    """What a message was taken to mean, and what was offered upon it."""

    id: str
    attempts: tuple[HeardAttempt, ...]
    retracted: tuple[StepRef, ...]
    facts: frozenset[Fact]
    reply: Reply


class Answered(_Stored):
    """The answer to one record of one data set."""

    id: str
    reply: Reply


class Played(_Stored):
    """A dialogue as it went, a reply a turn, with the steps that each turn's buttons stood for."""

    id: str
    pressed: tuple[tuple[StepRef, ...], ...]
    replies: tuple[Reply, ...]


def reply_of(answer: Answer, scenario: str, items: dict[str, str]) -> Reply:
    """Return what is kept of an answer; `items` gives the id of an item by `<chunk id>|<label>`."""
    return Reply(
        scenario=scenario,
        outcome=answer.outcome,
        intent=answer.trace.understanding.intent if answer.trace else None,
        scope=answer.verdict.scope,
        certainty=answer.verdict.certainty,
        row=answer.verdict.row,
        steps=tuple(StepRef(step_id=step.id, variant=step.variant) for step in answer.steps),
        held=tuple(StepRef(step_id=step.id, variant=step.variant) for step in answer.held_back),
        attempts=tuple(
            HeardAttempt(step_id=one.step_id, variant=one.variant, result=one.result) for one in answer.attempts
        ),
        cited=tuple(
            Cited(section=one.chunk_id.partition("#")[2], item=items.get(f"{one.chunk_id}|{one.item}"))
            for one in answer.citations
        ),
        text=answer.text,
        language=answer.language,
        escalation=answer.escalation is not None,
        seconds=answer.seconds,
        timings=answer.trace.timings if answer.trace else {},
    )


def retrieved_of(record: str, results: SearchResults) -> Retrieved:
    """Return what is kept of a search."""
    hits = (*results.hits, *results.rejected)
    found = (
        Found(section=hit.chunk.section, score=hit.score, dense_rank=hit.dense_rank, lexical_rank=hit.lexical_rank)
        for hit in hits
    )
    return Retrieved(id=record, mode=results.mode, found=tuple(found))
