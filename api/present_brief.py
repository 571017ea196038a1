"""A brief and an explanation -> the objects of the agents' wire."""

from __future__ import annotations

from api.present import present_answer, present_status
from api.present_assist import present_tried
from api.schemas import CitationObject, VerdictObject
from api.suggest_schemas import (
    AlikeObject,
    AssistBrief,
    ExplanationObject,
    MissingObject,
    NextStepObject,
    SaidSentenceObject,
    Style,
    SuggestionObject,
)
from bot.brief import Brief, NextStep
from bot.desk.records import Alike, Drafted
from bot.models import Answer, Conversation
from bot.wording import status_summary


def present_brief(
    brief: Brief,
    drafted: Drafted,
    conversation: Conversation,
    alike: tuple[Alike, ...],
    named: dict[str, str],
    *,
    style: Style = "plain",
    styles: tuple[Style, ...] = (),
) -> AssistBrief:
    """Return the brief of a suggestion that was just made, the style it was asked for in, and those to choose from."""
    answer = drafted.answer
    return AssistBrief(
        id=drafted.id,
        ref=drafted.ref,
        created_at=drafted.created_at,
        language=conversation.language,
        symptom=conversation.symptom,
        basis=drafted.basis,
        stale=False,
        summary=brief.summary,
        evidence=list(brief.evidence),
        verdict=_verdict(answer),
        attempts=present_tried(conversation.attempts, named),
        abstained=brief.abstained,
        suggestion=_suggestion(brief, answer),
        next_step=_next_step(brief.next_step) if brief.next_step else None,
        missing_information=[MissingObject.model_validate(one) for one in brief.missing],
        similar=[
            AlikeObject(conversation=one.ref, symptom=one.symptom, outcome=one.outcome, at=one.at) for one in alike
        ],
        status=present_status(answer.status, status_summary(answer.status, "en"), answer.verdict),
        style=style,
        styles=list(styles),
        answer=present_answer(answer),
    )


def present_explanation(answer: Answer, ref: str | None, trace: dict[str, object]) -> ExplanationObject:
    """Return how an answer came about."""
    told = {
        "answer_id": answer.id,
        "ref": ref,
        "created_at": answer.created_at,
        "text": answer.text,
        "verdict": _verdict(answer),
        "status": present_status(answer.status, answer.status_summary, answer.verdict),
        "outcome": answer.outcome,
    }
    return ExplanationObject.model_validate({**trace, **told})


def _verdict(answer: Answer) -> VerdictObject:
    verdict = answer.verdict
    return VerdictObject(scope=verdict.scope, certainty=verdict.certainty, reasons=list(verdict.reasons))


def _suggestion(brief: Brief, answer: Answer) -> SuggestionObject:
    """Return what could be sent; its citations are those of the answer, none where nothing is suggested."""
    return SuggestionObject(
        text=brief.text,
        sentences=[
            SaidSentenceObject(text=one.text, citations=list(one.citations), origin=one.origin)
            for one in brief.sentences
        ],
        citations=[] if brief.abstained else [CitationObject.model_validate(one) for one in answer.citations],
    )


def _next_step(step: NextStep) -> NextStepObject:
    offer = step.offer
    return NextStepObject(
        id=offer.id,
        title=offer.title,
        variant=offer.variant,
        text=offer.text,
        why=step.why,
        citation=offer.citation,
    )
