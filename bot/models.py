"""What flows through the pipeline: questions in, answers out, and every reason on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.kinds import (
    Author as Author,
)
from bot.kinds import (
    Certainty as Certainty,
)
from bot.kinds import (
    Channel as Channel,
)
from bot.kinds import (
    Fact as Fact,
)
from bot.kinds import (
    HeldReason as HeldReason,
)
from bot.kinds import (
    Intent as Intent,
)
from bot.kinds import (
    Outcome as Outcome,
)
from bot.kinds import (
    Result as Result,
)
from bot.kinds import (
    Scope as Scope,
)
from knowledge.models import Chunk, Item, SearchResults, StepPlace
from status.models import Component, ComponentState, Incident, Maintenance, StatusReport


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step with its variant (None means all of them), its result, and the user's own words for it."""

    step_id: str
    variant: str | None
    result: Result
    said_as: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One message of a user: 0..2000 characters, trimmed. `caller` names them for today only (see `bot.warning`).

    `style` is how a language model is to write it, where there is one: plain, shorter or friendlier. A message that is
    `recalled` was answered before and is only gone through again: no model is asked.
    """

    message: str
    attempts: tuple[Attempt, ...] = ()
    conversation_id: str | None = None
    locale: str | None = None
    channel: Channel = Channel.API
    caller: str = ""
    style: str = ""
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. `retracted` are steps the user says they did not do after all.

    `query` is what to search for: the message without what was tried; `whole` is all of it where that is more.

    `strange` is the weight of words that the guide never uses, of the `weight` of all. `names_topic` says that a
    word asks for something, though nothing is asked ("502 meaning", "prevent 502"), `failing` that it still
    fails or that something else is wanted.
    """

    intent: Intent
    query: str
    language: str
    symptom: str | None = None
    area: str | None = None
    attempts: tuple[Attempt, ...] = ()
    retracted: tuple[tuple[str, str | None], ...] = ()
    facts: frozenset[Fact] = frozenset()
    asks_anyway: bool = False
    wants_all: bool = False
    wants_more: bool = False
    question: bool = False
    names_topic: bool = False
    failing: bool = False
    names_product: bool = False
    named_steps: tuple[str, ...] = ()
    strange: float = 0.0
    weight: float = 0.0
    follow_up: bool = False
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """The report seen from one person's part of the product; of `other_red`, `core_red` is the product's core.

    `fitting` incidents name no component but speak of the same thing; `background` ones are open for days without
    news and decide nothing.
    """

    parts: tuple[Component, ...] = ()
    red: tuple[Component, ...] = ()
    core_red: tuple[Component, ...] = ()
    other_red: tuple[Component, ...] = ()
    incidents: tuple[Incident, ...] = ()
    fitting: tuple[Incident, ...] = ()
    others: tuple[Incident, ...] = ()
    background: tuple[Incident, ...] = ()
    resolved: tuple[Incident, ...] = ()
    running: tuple[Maintenance, ...] = ()
    ahead: tuple[Maintenance, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether the page says anything clear about this person's part."""
        return any(part.state is not ComponentState.UNKNOWN for part in self.parts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everyone, just you, or unknown, by the table's `row`. `expected` tells how long such incidents lasted."""

    scope: Scope
    certainty: Certainty
    reasons: tuple[str, ...] = ()
    row: str = "N"
    incident_ids: tuple[str, ...] = ()
    maintenance_ids: tuple[str, ...] = ()
    expected: str = ""


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step offered now; `citation` is the number of its citation in the answer."""

    id: str
    title: str
    section: str
    variant: str | None
    text: str
    caution: str | None
    citation: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A step not offered, and why."""

    id: str
    title: str
    variant: str | None
    reason: HeldReason


@dataclass(frozen=True, slots=True)
class Citation:
    """The pointer shown: `quote` holds verbatim words of the guide."""

    n: int
    chunk_id: str
    article: str
    section: str
    item: str | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """Where a human takes over."""

    reason: str
    contact_url: str
    handoff_url: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A step chosen for an offer, before it has words: its id, its variant and where it stands."""

    step_id: str
    variant: str | None
    place: StepPlace


@dataclass(frozen=True, slots=True)
class Decision:
    """What we will say and why, before a word is written.

    `helping` are sections that help while waiting: they are told, not offered. `list_all` asks for every open step,
    `how` for where things are found. `items` are the bullets that are asked about, by the
    id of their chunk.
    """

    outcome: Outcome
    verdict: Verdict
    next_steps: tuple[Plan, ...]
    held_back: tuple[HeldBack, ...]
    evidence: tuple[Chunk, ...]
    cautions: tuple[str, ...]
    reason: str
    confidence: str = "high"
    matching: Matching | None = None
    attempts: tuple[Attempt, ...] = ()
    facts: frozenset[Fact] = frozenset()
    list_all: bool = False
    how: bool = False
    helping: tuple[Chunk, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the numbers of the citations it rests on; `paragraph` says that it begins a new one.

    `text` is plain words without markers; `origin` is `guide` (verbatim), `wording` (ours), `status` (quoted) or
    `model` (a language model's, verified against what it cites).
    """

    text: str
    citations: tuple[int, ...] = ()
    origin: str = "wording"
    paragraph: bool = False

    @property
    def marked(self) -> str:
        """Return the sentence with its citation markers, as it is shown."""
        return self.text + "".join(f" [{number}]" for number in self.citations)


@dataclass(frozen=True, slots=True)
class Check:
    """One verification of a draft."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Text and cited evidence before verification; `writer` is whose it is, where that is not the writer's own name."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    steps: tuple[StepOffer, ...]
    suggested_replies: tuple[str, ...] = ()
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verified answer, field by field what the wire carries; the last three stay inside."""

    id: str
    conversation_id: str
    created_at: datetime
    language: str
    outcome: Outcome
    text: str
    verdict: Verdict
    steps: tuple[StepOffer, ...]
    held_back: tuple[HeldBack, ...]
    attempts: tuple[Attempt, ...]
    citations: tuple[Citation, ...]
    status: StatusReport
    suggested_replies: tuple[str, ...]
    escalation: Escalation | None
    confidence: str
    writer: str
    generation: str
    seconds: float
    status_summary: str = ""
    sentences: tuple[Sentence, ...] = ()
    checks: tuple[Check, ...] = ()
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about, for agents and tests."""

    understanding: Understanding
    results: SearchResults | None
    decision: Decision
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of a conversation; an assistant's turn carries its answer, without the trace."""

    at: datetime
    author: Author
    message: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class AsRead:
    """What a store held when it handed out a conversation; messages that cross are merged against it."""

    attempts: tuple[Attempt, ...] = ()
    facts: frozenset[Fact] = frozenset()


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is known of one talk. `id` is a capability; `ref` is what agents and logs see.

    `held_by` names the agent who has it (the assistant is silent then), `held_at` their last sign. `as_read` is set
    by a store when it hands the conversation out and is never touched by a stage: `replace(conversation,
    attempts=...)` keeps it.
    """

    id: str
    ref: str
    created_at: datetime
    updated_at: datetime
    language: str
    channel: Channel
    attempts: tuple[Attempt, ...] = ()
    turns: tuple[Turn, ...] = ()
    facts: frozenset[Fact] = frozenset()
    symptom: str | None = None
    area: str | None = None
    first_reported_at: datetime | None = None
    offered: tuple[str, ...] = ()
    held_by: str | None = None
    held_at: datetime | None = None
    as_read: AsRead | None = field(default=None, compare=False, repr=False)
