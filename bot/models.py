"""What flows through the pipeline: questions in, answers out, and every reason on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.models import Chunk, SearchResults, StepPlace
from status.models import Component, ComponentState, Incident, Maintenance, StatusReport


class Result(StrEnum):
    """What came of a step the user tried."""

    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    CANNOT_DO = "cannot_do"
    UNCLEAR = "unclear"


class Channel(StrEnum):
    """Where the question came from."""

    API = "api"
    WIDGET = "widget"
    SLACK = "slack"
    ASSIST = "assist"
    TERMINAL = "terminal"


class Outcome(StrEnum):
    """The named endings; every one has wording in every language we ship."""

    ANSWERED_STEPS = "answered_steps"
    ANSWERED_FACT = "answered_fact"
    ANSWERED_STATUS = "answered_status"
    CLARIFY = "clarify"
    GREETED = "greeted"
    RESOLVED = "resolved"
    DECLINED_OFF_TOPIC = "declined_off_topic"
    DECLINED_NOT_COVERED = "declined_not_covered"
    ESCALATED_REQUESTED = "escalated_requested"
    ESCALATED_EXHAUSTED = "escalated_exhausted"


class Scope(StrEnum):
    """Whose problem it is. A machine word, never shown; `just_you` only means that nothing posted matches."""

    EVERYONE = "everyone"
    JUST_YOU = "just_you"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure the verdict is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"


class Intent(StrEnum):
    """What the user wants."""

    FIX = "fix"
    FACT = "fact"
    STATUS = "status"
    REPORT = "report"
    GREETING = "greeting"
    THANKS = "thanks"
    SOLVED = "solved"
    HUMAN = "human"
    OTHER_SYMPTOM = "other_symptom"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"


class Fact(StrEnum):
    """What the user said about their situation; guide steps name these to move up, down or out."""

    IN_APP = "in_app"
    IN_BROWSER = "in_browser"
    ON_PHONE = "on_phone"
    MANAGED_DEVICE = "managed_device"
    VPN_ON = "vpn_on"
    VPN_OFF = "vpn_off"
    WORKS_ELSEWHERE = "works_elsewhere"
    FAILS_ELSEWHERE = "fails_elsewhere"
    WORKS_OTHER_NETWORK = "works_other_network"
    FAILS_OTHER_NETWORK = "fails_other_network"
    WORKS_FOR_OTHERS = "works_for_others"
    FAILS_FOR_OTHERS = "fails_for_others"
    WORKS_PRIVATE_WINDOW = "works_private_window"
    OVER_HALF_AN_HOUR = "over_half_an_hour"
    PAGE_SAYS_OK = "page_says_ok"
    PAGE_SAYS_DOWN = "page_says_down"
    PAGE_READ = "page_read"
    PAGE_UNREAD = "page_unread"
    CLOUDFLARE_PAGE = "cloudflare_page"


class HeldReason(StrEnum):
    """Why a step is not offered now."""

    ALREADY_TRIED = "already_tried"
    INCIDENT_OPEN = "incident_open"
    LAST_RESORT = "last_resort"
    DOES_NOT_APPLY = "does_not_apply"


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
    """One message of a user. `message` is 0..2000 characters, trimmed, without control characters."""

    message: str
    attempts: tuple[Attempt, ...] = ()
    conversation_id: str | None = None
    locale: str | None = None
    channel: Channel = Channel.API


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. `retracted` are steps the user says they did not do after all."""

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
    names_product: bool = False
    follow_up: bool = False
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()


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
    """Everyone, just you, or unknown. `row` is the row of the verdict table that decided."""

    scope: Scope
    certainty: Certainty
    reasons: tuple[str, ...] = ()
    row: str = "N"
    incident_ids: tuple[str, ...] = ()
    maintenance_ids: tuple[str, ...] = ()


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
    `how` for where things are found.
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the numbers of the citations it rests on; `paragraph` says that it begins a new one.

    `text` is plain words without markers; `origin` is `guide` (verbatim), `wording` (ours) or `status` (quoted).
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
    """Text and cited evidence before verification."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    steps: tuple[StepOffer, ...]
    suggested_replies: tuple[str, ...] = ()


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


class Author(StrEnum):
    """Who wrote a turn."""

    USER = "user"
    ASSISTANT = "assistant"
    AGENT = "agent"


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

    `held_by` names the agent who has it (the assistant is silent then). `as_read` is set by a store when it hands
    the conversation out and is never touched by a stage: `replace(conversation, attempts=...)` keeps it.
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
    as_read: AsRead | None = field(default=None, compare=False, repr=False)
