"""Inner types -> the objects of the agents' wire. Agents see references, never a conversation's id."""

from __future__ import annotations

from api.assist_schemas import (
    HandedOverObject,
    RowObject,
    RowsObject,
    SaidTurnObject,
    TalkObject,
    TriedStepObject,
)
from bot.brief import basis, evidence, titles, written_by_customer
from bot.desk.records import Rows
from bot.hold import holder_words
from bot.models import Attempt, Conversation, Turn
from bot.records import HandoffRecord
from bot.redact import masked
from knowledge.models import Guide
from status.models import StatusReport


def present_rows(rows: Rows) -> RowsObject:
    """Return a part of a list."""
    return RowsObject(items=[RowObject.model_validate(one) for one in rows.items], next_cursor=rows.next_cursor)


def present_talk(
    conversation: Conversation, handoff: HandoffRecord | None, report: StatusReport, guide: Guide
) -> TalkObject:
    """Return a conversation as an agent sees it."""
    answers = [turn.answer for turn in conversation.turns if turn.answer]
    return TalkObject(
        ref=conversation.ref,
        channel=conversation.channel,
        language=conversation.language,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
        symptom=conversation.symptom,
        held_by=holder_words(conversation.held_by),
        basis=basis(written_by_customer(conversation), report),
        attempts=present_tried(conversation.attempts, titles(guide, conversation.language)),
        evidence=list(evidence(conversation, answers[-1] if answers else None, report)),
        turns=[_turn(one) for one in conversation.turns],
        handoff=_handoff(handoff) if handoff else None,
    )


def present_tried(attempts: tuple[Attempt, ...], named: dict[str, str]) -> list[TriedStepObject]:
    """Return what was tried, each step by its title."""
    return [
        TriedStepObject(
            step_id=one.step_id,
            title=named.get(one.step_id, one.step_id),
            variant=one.variant,
            result=one.result,
            said_as=masked(one.said_as) if one.said_as else None,
            at=one.at,
        )
        for one in attempts
    ]


def _turn(turn: Turn) -> SaidTurnObject:
    answer_id = turn.answer.id if turn.answer else None
    return SaidTurnObject(at=turn.at, author=turn.author, message=masked(turn.message), answer_id=answer_id)


def _handoff(record: HandoffRecord) -> HandedOverObject:
    return HandedOverObject(
        id=record.id,
        claimed_by=record.claimed_by,
        claimed_at=record.claimed_at,
        closed_at=record.closed_at,
        contact=record.contact,
    )
