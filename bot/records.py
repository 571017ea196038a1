"""Rows that other rooms read from the conversation store: answers to resume, handoffs, claims, keys and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Answer, Channel, Outcome, Sentence


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A kept answer, without its trace; enough to send its stream again."""

    answer: Answer

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the verified sentences in the order they were streamed."""
        return self.answer.sentences

    @property
    def conversation_id(self) -> str:
        """Return the conversation it belongs to."""
        return self.answer.conversation_id

    @property
    def created_at(self) -> datetime:
        """Return when it was made (UTC)."""
        return self.answer.created_at


@dataclass(frozen=True, slots=True)
class Tried:
    """A step the person tried, in their words, and when they said so (UTC)."""

    step_id: str
    variant: str | None
    result: str
    said_as: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What the status page said from a time on (UTC); `incidents` are the titles of the open ones."""

    at: datetime
    state: str
    summary: str
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the transcript."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class HandoffPacket:
    """A conversation for a human, personal data masked. Times are UTC; `sections_shown` are chunk ids."""

    id: str
    created_at: datetime
    summary: str
    error_text: str | None
    environment: dict[str, str]
    attempts: tuple[Tried, ...]
    status_timeline: tuple[StatusChange, ...]
    sections_shown: tuple[str, ...]
    transcript: tuple[Line, ...]
    language: str


@dataclass(frozen=True, slots=True)
class HandoffRecord:
    """A conversation handed to a human. `packet` is refreshed until `claimed_at` is set; `contact` is not masked."""

    packet: HandoffPacket
    ref: str
    contact: str | None
    updated_at: datetime
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None

    @property
    def id(self) -> str:
        """Return the handoff's id: one for each conversation."""
        return self.packet.id


class ClaimState(StrEnum):
    """What a request with an idempotency key finds."""

    NEW = "new"
    IN_FLIGHT = "in_flight"
    DONE = "done"
    OTHER_BODY = "other_body"


@dataclass(frozen=True, slots=True)
class Claim:
    """An idempotency key as one client used it. Only hashes are kept; `response` is set when `state` is done.

    `claimed_at` is this holder's ticket: `finish` and `release` do nothing once another one took the key over.
    """

    state: ClaimState
    key_hash: str
    client_hash: str
    body_hash: str
    claimed_at: datetime
    response: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """An API key as stored: never the secret, only its sha256 (hex). Times are UTC."""

    id: str
    name: str
    secret_hash: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def usable(self, now: datetime) -> bool:
        """Tell whether the key is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in an agent's list; `turns` counts messages of every author."""

    ref: str
    created_at: datetime
    updated_at: datetime
    language: str
    channel: Channel
    symptom: str | None
    outcome: Outcome | None
    turns: int
    held_by: str | None
    handed_off: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list, newest first; `next_cursor` is None at the end."""

    items: tuple[Listed, ...]
    next_cursor: str | None = None
