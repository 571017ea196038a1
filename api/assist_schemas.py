"""The wire of the agents' desk: what may come in, and what goes out. Customers' words go out masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas import Message, Received, Sent, StatusObject, Text
from bot.desk.records import Show
from bot.models import Author, Channel, Outcome, Result

LONGEST_REPLY = 4000
MOST_REFS = 100
LONGEST_KEY = 512

Ref = Annotated[str, StringConstraints(pattern=r"^r_[0-9a-z]{1,40}$")]
Reply = Annotated[Text, Field(min_length=1, max_length=LONGEST_REPLY)]


class SignInRequest(Received):
    """A key, exchanged for a cookie. `embedded` asks for one that a helpdesk's frame may send."""

    key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
    embedded: bool = False


class AgentObject(Sent):
    """Who is signed in."""

    id: str
    name: str


class SessionObject(Sent):
    """A session; `csrf` goes into the header X-CSRF-Token of every change."""

    agent: AgentObject
    scopes: list[str]
    csrf: str
    idle_seconds: int
    expires_at: datetime


class SaidObject(Sent):
    """The newest message, cut at 200 characters."""

    author: Author
    text: str


class RowObject(Sent):
    """A conversation in a list; `asked` is what the customer came with, cut as `last` is."""

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
    last: SaidObject | None
    asked: str | None


class RowsObject(Sent):
    """A part of the list, last touched first."""

    items: list[RowObject]
    next_cursor: str | None


class TriedStepObject(Sent):
    """A step the customer tried, when, and how they said so."""

    step_id: str
    title: str
    variant: str | None
    result: Result
    said_as: str | None
    at: datetime | None


class SaidTurnObject(Sent):
    """One message of a conversation; `answer_id` opens how it came about."""

    at: datetime
    author: Author
    message: str
    answer_id: str | None


class HandedOverObject(Sent):
    """Where the handoff stands; `contact` is as the customer gave it."""

    id: str
    claimed_by: str | None
    claimed_at: datetime | None
    closed_at: datetime | None
    contact: str | None


class TalkObject(Sent):
    """A conversation for an agent. `basis` changes exactly when the customer writes or the status changes."""

    ref: str
    channel: Channel
    language: str
    created_at: datetime
    updated_at: datetime
    symptom: str | None
    held_by: str | None
    basis: str
    attempts: list[TriedStepObject]
    evidence: list[str]
    turns: list[SaidTurnObject]
    handoff: HandedOverObject | None


class PartQuery(BaseModel):
    """Which part of a list: where it begins, and how long it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ListQuery(PartQuery):
    """Which conversations to list."""

    show: Show = Show.WAITING


class QueueQuery(PartQuery):
    """Which handoffs to list."""

    show: Literal["open", "closed"] = "open"


class HoldRequest(Received):
    """Whether the agent has the conversation from now on."""

    held: bool


class ReplyRequest(Received):
    """What a person says, and the suggestion it came from."""

    text: Reply
    suggestion_id: Annotated[str, StringConstraints(pattern=r"^g_[\w-]{1,80}$")] | None = None


class RepliedObject(Sent):
    """A reply on its way; `reaches` is the channel that the customer reads."""

    ref: str
    at: datetime
    agent: str
    held_by: str | None
    reaches: Channel


class WaitingQuery(PartQuery):
    """Which trouble people wait for."""

    symptom: Annotated[Message, Field(min_length=1, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=100)] = 100


class WaitingObject(Sent):
    """Conversations with one symptom that wait for the same thing, and the status they wait on."""

    symptom: str
    status: StatusObject
    items: list[RowObject]
    next_cursor: str | None


class BroadcastRequest(Received):
    """One message, and the conversations that were looked at before it goes out."""

    text: Reply
    refs: Annotated[list[Ref], Field(min_length=1, max_length=MOST_REFS)]


class SkippedObject(Sent):
    """A conversation that the message did not go to, and why."""

    ref: str
    reason: str


class BroadcastObject(Sent):
    """Where the message went."""

    sent: list[str]
    skipped: list[SkippedObject]


class QueuedObject(Sent):
    """A handoff in the queue; `contact` tells whether the customer said how to be reached."""

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


class QueueObject(Sent):
    """A part of the queue: open handoffs oldest first, closed ones last closed first."""

    items: list[QueuedObject]
    next_cursor: str | None
