"""Rows to records and back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from bot.conversations.encode import decode_answer, decode_packet, encode_answer, explanation
from bot.feedback import Rating, Vote
from bot.models import Answer, Attempt, Author, Channel, Conversation, Fact, Outcome, Result, Turn
from bot.records import HandoffRecord, Key, Listed

AnyRow = Row[*tuple[Any, ...]]
_FACTS = {fact.value: fact for fact in Fact}


def from_conversation(conversation: Conversation) -> dict[str, Any]:
    """Return the columns of a conversation, without what has tables of its own."""
    return {
        "id": conversation.id,
        "ref": conversation.ref,
        "created_at": conversation.created_at,
        "held_by": conversation.held_by,
        "held_at": conversation.held_at,
        **from_known(conversation),
    }


def from_known(conversation: Conversation) -> dict[str, Any]:
    """Return the columns that a message may change."""
    return {
        "updated_at": conversation.updated_at,
        "language": conversation.language,
        "channel": conversation.channel.value,
        "symptom": conversation.symptom,
        "area": conversation.area,
        "first_reported_at": conversation.first_reported_at,
        "facts": json.dumps(sorted(fact.value for fact in conversation.facts)),
        "offered": json.dumps(conversation.offered),
    }


def to_conversation(row: AnyRow, attempts: tuple[Attempt, ...]) -> Conversation:
    """Return a conversation; facts that this version does not know are passed over."""
    return Conversation(
        id=row.id,
        ref=row.ref,
        created_at=row.created_at,
        updated_at=row.updated_at,
        language=row.language,
        channel=Channel(row.channel),
        attempts=attempts,
        facts=frozenset(_FACTS[word] for word in json.loads(row.facts) if word in _FACTS),
        symptom=row.symptom,
        area=row.area,
        first_reported_at=row.first_reported_at,
        offered=tuple(json.loads(row.offered)),
        held_by=row.held_by,
        held_at=row.held_at,
    )


def to_turn(row: AnyRow) -> Turn:
    """Return a turn; only the assistant's carries its answer."""
    author = Author(row.author)
    answer = decode_answer(row.body) if row.body and author is Author.ASSISTANT else None
    return Turn(row.at, author, row.message, answer)


def from_attempt(conversation_id: str, attempt: Attempt, position: int, answer_id: str | None) -> dict[str, Any]:
    """Return the columns of an attempt."""
    return {
        "conversation_id": conversation_id,
        "step_id": attempt.step_id,
        "variant": attempt.variant or "",
        "position": position,
        "result": attempt.result.value,
        "said_as": attempt.said_as,
        "at": attempt.at,
        "answer_id": answer_id,
    }


def to_attempt(row: AnyRow) -> Attempt:
    """Return the attempt of a row that joins it to its conversation; its columns begin with `attempt_`."""
    result = Result(row.attempt_result)
    return Attempt(row.attempt_step_id, row.attempt_variant or None, result, row.attempt_said_as, row.attempt_at)


def from_answer(conversation_id: str, answer: Answer) -> dict[str, Any]:
    """Return the columns of an answer; `trace` is what agents are told of how it came about."""
    explained = explanation(answer)
    return {
        "id": answer.id,
        "conversation_id": conversation_id,
        "created_at": answer.created_at,
        "language": answer.language,
        "outcome": answer.outcome.value,
        "scope": answer.verdict.scope.value,
        "certainty": answer.verdict.certainty.value,
        "verdict_row": answer.verdict.row,
        "status_state": answer.status.state.value,
        "confidence": answer.confidence,
        "writer": answer.writer,
        "generation": answer.generation,
        "seconds": answer.seconds,
        "intent": answer.trace.understanding.intent.value if answer.trace else None,
        "body": encode_answer(answer),
        "trace": json.dumps(explained) if explained else None,
    }


def to_vote(row: AnyRow) -> Vote:
    """Return a vote."""
    return Vote(row.answer_id, Rating(row.rating), row.step_id or None, row.comment, row.at)


def to_handoff(row: AnyRow, ref: str) -> HandoffRecord | None:
    """Return a handoff; None for one of a schema that this version cannot read."""
    packet = decode_packet(row.packet)
    taken = (row.claimed_by, row.claimed_at, row.closed_at, row.closed_by)
    return HandoffRecord(packet, ref, row.contact, row.updated_at, *taken) if packet else None


def to_key(row: AnyRow) -> Key:
    """Return an API key."""
    scopes = tuple(json.loads(row.scopes))
    times = (row.created_at, row.expires_at, row.last_used_at, row.revoked_at)
    return Key(row.id, row.name, row.secret_hash, scopes, *times)


def to_listed(row: AnyRow) -> Listed:
    """Return an entry of the agents' list."""
    return Listed(
        ref=row.ref,
        created_at=row.created_at,
        updated_at=row.updated_at,
        language=row.language,
        channel=Channel(row.channel),
        symptom=row.symptom,
        outcome=Outcome(row.outcome) if row.outcome else None,
        turns=row.turns,
        held_by=row.held_by,
        handed_off=bool(row.handed_off),
    )
