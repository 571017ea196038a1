"""Rows that the desk hands out. Times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Answer, Author, Channel, Outcome


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who answers, by the key they signed in with; whoever has a key of the same name is the same agent."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in agent as stored: hashes only."""

    id_hash: str
    key_id: str
    proof: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Show(StrEnum):
    """Which conversations a list shows."""

    WAITING = "waiting"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Said:
    """The newest message of a conversation, masked and cut."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation in an agent's list; `turns` counts messages of every author, `asked` is what they came with."""

    ref: str
    channel: Channel
    language: str
    symptom: str | None
    outcome: Outcome | None
    turns: int
    created_at: datetime
    updated_at: datetime
    held_by: str | None
    handed_off: bool
    claimed_by: str | None
    closed_at: datetime | None
    last: Said | None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of the list, last touched first; `next_cursor` is None at the end."""

    items: tuple[Row, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that is in the conversation; `again` says that it was there before."""

    ref: str
    at: datetime
    agent: str
    held_by: str | None
    channel: Channel
    again: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What an agent wanted belongs to this other one."""

    by: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A handoff in the queue."""

    ref: str
    handoff_id: str
    created_at: datetime
    updated_at: datetime
    summary: str
    language: str
    channel: Channel
    symptom: str | None
    claimed_by: str | None
    claimed_at: datetime | None
    closed_at: datetime | None
    contact: bool


@dataclass(frozen=True, slots=True)
class QueuePart:
    """A part of the queue in its order; `next_cursor` is None at the end."""

    items: tuple[Queued, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit trail."""

    id: str
    at: datetime
    event: str
    agent: Agent
    subject: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another conversation of the last hour with the same symptom."""

    ref: str
    symptom: str
    outcome: Outcome | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Drafted:
    """A suggestion as it is kept; `ref` is None for a transcript that was pasted."""

    id: str
    ref: str | None
    answer: Answer
    agent: str
    basis: str
    customer_count: int
    created_at: datetime
