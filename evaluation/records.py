"""What the data sets hold, field by field; `docs/evaluation.md` tells the same to people who write them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.models import Fact, Outcome, Result

ANY = "any"
VerdictWords = Annotated[str, Field(pattern=r"^(everyone|just_you|unknown)/(confirmed|likely|unconfirmed)$")]
StepWords = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z]+)?$")]
Pair = tuple[str, str | None]


class Split(StrEnum):
    """`dev` may be tuned on; `held` may only be measured."""

    DEV = "dev"
    HELD = "held"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(_Row):
    """What every message of a data set has. `language` is the one the answer must be in.

    `spoken` is the one it is written in, where we do not speak that.
    """

    id: str
    text: str = Field(min_length=1, max_length=2000)
    language: str
    split: Split
    spoken: str = ""

    @property
    def told_in(self) -> str:
        """Return the language the message is written in."""
        return self.spoken or self.language


class QuestionRecord(Record):
    """A message the guide covers. `sections` are the ids that may be cited first, best first; `item` narrows one."""

    sections: tuple[str, ...] = Field(min_length=1)
    item: str | None = None
    kind: Literal[
        "fact", "fix", "status", "symptom", "structure", "detail", "attempts-only", "no-topic", "evidence", "several"
    ]
    wording: Literal["plain", "formal", "chatty", "typo", "fragment", "angry", "caps", "pasted", "rambling"]


class DeclineRecord(Record):
    """A message that must be declined: nothing to do with us, or so near that only care tells it apart."""

    kind: Literal["off_topic", "near_miss"]
    about: str
    expect: Literal[Outcome.DECLINED_OFF_TOPIC, Outcome.DECLINED_NOT_COVERED]
    wording: str


class StepRef(_Row):
    """A step, and its variant where it has one."""

    step_id: str
    variant: str | None = None

    @property
    def pair(self) -> Pair:
        """Return step and variant."""
        return self.step_id, self.variant


class AttemptRef(StepRef):
    """A step and what came of it; `any` stands for every variant or every result."""

    result: Result | Literal["any"]

    def covers(self, step_id: str, variant: str | None, result: Result) -> bool:
        """Tell whether an attempt as the bot heard it is this one."""
        same = self.step_id == step_id and self.variant in (ANY, variant)
        return same and self.result in (ANY, result)


class AttemptRecord(Record):
    """A message and what it says was tried.

    `offered` is what the last answer offered, `retracted` was told before and is taken back, `tolerated` may be
    heard or not.
    """

    about: str
    offered: tuple[StepRef, ...] = ()
    attempts: tuple[AttemptRef, ...] = ()
    retracted: tuple[StepRef, ...] = ()
    tolerated: tuple[AttemptRef, ...] = ()
    facts: frozenset[Fact] = frozenset()
    tolerated_facts: frozenset[Fact] = frozenset()


class VerdictRecord(Record):
    """A message under a status scenario. `accept` are right verdicts, best first.

    `may_offer` lists the only steps allowed (none at all when empty, any when null); `asked` marks a person who
    insists on steps; `outcome` lists right outcomes where it matters.
    """

    scenario: str
    accept: tuple[VerdictWords, ...] = Field(min_length=1)
    may_offer: tuple[str, ...] | None = None
    must_offer: bool = False
    asked: bool = False
    outcome: tuple[Outcome, ...] = ()


class Expectation(_Row):
    """What must hold for one answer; what is absent is not checked."""

    outcome: tuple[Outcome, ...] = ()
    verdict: tuple[VerdictWords, ...] = ()
    steps: bool | None = None
    offers_any: tuple[StepWords, ...] = ()
    never_offers: tuple[StepWords, ...] = ()
    only_offers: tuple[StepWords, ...] | None = None
    attempts: dict[StepWords, Result] = Field(default_factory=dict)
    no_attempts: bool = False
    lacks_attempts: tuple[StepWords, ...] = ()
    cites_any: tuple[str, ...] = ()
    text_has: tuple[str, ...] = ()
    text_lacks: tuple[str, ...] = ()
    escalation: bool | None = None
    language: str | None = None


class DialogueTurn(_Row):
    """One message, or pressed buttons (`offered` presses all that was offered), and what must come back.

    `status` changes the scenario from this turn on.
    """

    says: str = Field(default="", max_length=2000)
    presses: dict[StepWords, Result] = Field(default_factory=dict)
    status: str | None = None
    expect: Expectation

    @model_validator(mode="after")
    def _says_or_presses(self) -> DialogueTurn:
        if bool(self.says) == bool(self.presses):
            raise ValueError("a turn either says something or presses buttons")
        return self


class Dialogue(_Row):
    """A talk of one to six turns."""

    id: str
    split: Split
    about: str
    language: str = "en"
    status: str = "all-fine"
    turns: tuple[DialogueTurn, ...] = Field(min_length=1, max_length=6)


def pair(words: str) -> Pair:
    """Return step and variant of `vpn/off` or `refresh`."""
    step, _, variant = words.partition("/")
    return step, variant or None


def among(found: Pair, listed: frozenset[Pair] | set[Pair]) -> bool:
    """Tell whether a step is listed, by itself or because all its variants are."""
    return found in listed or (found[0], None) in listed
