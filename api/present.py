"""Inner types -> the objects of the wire."""

from __future__ import annotations

from collections.abc import Callable

from api.schemas import (
    AnswerObject,
    AttemptObject,
    CitationObject,
    ComponentObject,
    ConversationObject,
    EscalationObject,
    HandoffForAgent,
    HandoffObject,
    HeldBackObject,
    HitObject,
    IncidentObject,
    IndexObject,
    MaintenanceObject,
    NotifyObject,
    SearchObject,
    SentenceObject,
    StatusObject,
    StepObject,
    TurnObject,
    VerdictObject,
)
from bot.conversations.notices import Notice
from bot.models import Answer, Conversation, Sentence, Turn, Verdict
from bot.records import HandoffPacket, HandoffRecord
from knowledge.index import IndexReport
from knowledge.models import Hit, SearchResults
from status.models import StatusReport


def present_status(report: StatusReport, summary: str, verdict: Verdict | None = None) -> StatusObject:
    """Return the status object; without a verdict nobody asked, so nothing affects a question."""
    affects = _affects(verdict)
    return StatusObject(
        state=report.state,
        freshness=report.freshness,
        age_seconds=None if report.age_seconds is None else round(report.age_seconds, 1),
        checked_at=report.checked_at,
        source=report.source,
        url=report.url,
        summary=summary,
        components=[ComponentObject.model_validate(one) for one in report.components],
        incidents=[
            IncidentObject(
                id=one.id,
                title=one.title,
                state=one.state,
                started_at=one.started_at,
                updated_at=one.updated_at,
                latest_update=one.latest_update,
                url=one.url,
                affects_question=affects(one.id),
            )
            for one in report.incidents
        ],
        maintenances=[
            MaintenanceObject(
                id=one.id,
                title=one.title,
                state=one.state,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                url=one.url,
                affects_question=affects(one.id),
            )
            for one in report.maintenances
        ],
    )


def _affects(verdict: Verdict | None) -> Callable[[str], bool | None]:
    matching = None if verdict is None else {*verdict.incident_ids, *verdict.maintenance_ids}
    return lambda posted: None if matching is None else posted in matching


def present_answer(answer: Answer) -> AnswerObject:
    """Return the answer object; what stays inside (row, checks, trace) stays inside."""
    return AnswerObject(
        id=answer.id,
        conversation_id=answer.conversation_id,
        created_at=answer.created_at,
        language=answer.language,
        outcome=answer.outcome,
        text=answer.text,
        verdict=VerdictObject(
            scope=answer.verdict.scope, certainty=answer.verdict.certainty, reasons=list(answer.verdict.reasons)
        ),
        steps=[StepObject.model_validate(one) for one in answer.steps],
        held_back=[HeldBackObject.model_validate(one) for one in answer.held_back],
        attempts=[AttemptObject.model_validate(one) for one in answer.attempts],
        citations=[CitationObject.model_validate(one) for one in answer.citations],
        status=present_status(answer.status, answer.status_summary, answer.verdict),
        suggested_replies=list(answer.suggested_replies),
        escalation=EscalationObject.model_validate(answer.escalation) if answer.escalation else None,
        confidence=answer.confidence,
        writer=answer.writer,
        generation=answer.generation,
        seconds=round(answer.seconds, 4),
    )


def present_sentence(sentence: Sentence) -> SentenceObject:
    """Return one sentence of a stream."""
    return SentenceObject(text=sentence.text, citations=list(sentence.citations))


def present_conversation(conversation: Conversation) -> ConversationObject:
    """Return what a person may see of their conversation: no reference, no facts."""
    return ConversationObject(
        id=conversation.id,
        created_at=conversation.created_at,
        language=conversation.language,
        attempts=[AttemptObject.model_validate(one) for one in conversation.attempts],
        turns=[_turn(one) for one in conversation.turns],
    )


def _turn(turn: Turn) -> TurnObject:
    answer = present_answer(turn.answer) if turn.answer else None
    return TurnObject(at=turn.at, author=turn.author, message=turn.message, answer=answer)


def present_handoff(packet: HandoffPacket) -> HandoffObject:
    """Return the packet for the person it is about."""
    return HandoffObject.model_validate(packet)


def present_handoff_record(record: HandoffRecord) -> HandoffForAgent:
    """Return the packet for an agent."""
    packet = HandoffObject.model_validate(record.packet)
    return HandoffForAgent(
        **packet.model_dump(),
        ref=record.ref,
        contact=record.contact,
        updated_at=record.updated_at,
        claimed_by=record.claimed_by,
    )


def present_notice(notice: Notice) -> NotifyObject:
    """Return what a person is going to be told of."""
    return NotifyObject(asked_at=notice.asked_at, waits_for=list(notice.awaited.titles))


def present_search(results: SearchResults) -> SearchObject:
    """Return the search object."""
    return SearchObject(
        hits=[_hit(one) for one in results.hits],
        rejected=[_hit(one) for one in results.rejected],
        mode=results.mode,
        generation=results.generation,
    )


def _hit(hit: Hit) -> HitObject:
    return HitObject(
        chunk_id=hit.chunk.id,
        article=hit.chunk.article,
        section=hit.chunk.title,
        score=round(hit.score, 4),
        dense_rank=hit.dense_rank,
        lexical_rank=hit.lexical_rank,
        text=hit.chunk.text,
    )


def present_index(report: IndexReport) -> IndexObject:
    """Return what a new generation changed."""
    return IndexObject.model_validate(report)
