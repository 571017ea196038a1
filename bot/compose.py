"""Composing: the verified draft, the decision and the report become one answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.decide import Known
from bot.models import Answer, Check, Conversation, Draft, Escalation, Outcome, Sentence, Trace
from bot.wording import phrasebook, status_summary
from status.models import StatusReport

_ESCALATED = (Outcome.ESCALATED_REQUESTED, Outcome.ESCALATED_EXHAUSTED)


@dataclass(frozen=True, slots=True)
class Composed:
    """A verified draft with the facts about its making."""

    draft: Draft
    checks: tuple[Check, ...]
    writer: str
    answer_id: str
    at: datetime
    generation: str


def compose(
    made: Composed, conversation: Conversation, known: Known, report: StatusReport, trace: Trace, contact_url: str
) -> Answer:
    """Return the answer, complete but for being stored."""
    decision, understanding = trace.decision, trace.understanding
    return Answer(
        id=made.answer_id,
        conversation_id=conversation.id,
        created_at=made.at,
        language=phrasebook(understanding.language).language,
        outcome=decision.outcome,
        text=markdown(made.draft.sentences),
        verdict=decision.verdict,
        steps=made.draft.steps,
        held_back=decision.held_back,
        attempts=known.attempts,
        citations=made.draft.citations,
        status=report,
        suggested_replies=made.draft.suggested_replies,
        escalation=_escalation(decision.outcome, decision.reason, conversation.id, contact_url),
        confidence=decision.confidence,
        writer=made.writer,
        generation=made.generation,
        seconds=round(trace.timings.get("seconds", 0.0), 4),
        status_summary=status_summary(report, understanding.language),
        sentences=made.draft.sentences,
        checks=made.checks,
        trace=trace,
    )


def markdown(sentences: Iterable[Sentence]) -> str:
    """Join sentences into Markdown paragraphs with their citation markers."""
    text = ""
    for sentence in sentences:
        text += ("\n\n" if sentence.paragraph else " ") + sentence.marked
    return text.strip()


def _escalation(outcome: Outcome, reason: str, conversation_id: str, contact_url: str) -> Escalation | None:
    if outcome not in _ESCALATED:
        return None
    return Escalation(reason, contact_url, f"/v1/conversations/{conversation_id}/handoff")
