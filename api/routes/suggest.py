"""Suggestions for agents: what could be said next, and on what it rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from fastapi import APIRouter, Response

from api.describe import AGENT, BEARER, BODY, refusals
from api.front import AgentOnly, Behind, Front
from api.negotiate import Form
from api.present_brief import present_brief
from api.problems import (
    HELPDESK_MISSING,
    HELPDESK_SILENT,
    INVALID,
    UNKNOWN_CONVERSATION,
    UNKNOWN_SUGGESTION,
    Refusal,
)
from api.read import JsonRoute
from api.schemas import FieldProblem
from api.suggest_schemas import AssistBrief, ChatwootIn, StaleObject, Style, SuggestRequest
from bot.brief import basis, make_brief, titles, why_stale, written_by_customer
from bot.desk.records import Drafted
from bot.models import Author, Conversation
from bot.suggest import Line, new_suggestion_id
from channels.assist.chatwoot import HelpdeskUnknown, HelpdeskUnread

router = APIRouter(prefix="/v1/assist", tags=["agents"], route_class=JsonRoute)
RETRY_SECONDS = 5
STYLES: tuple[Style, ...] = get_args(Style)


@router.post(
    "/suggest",
    operation_id="suggest",
    summary="What to say next",
    response_model=AssistBrief,
    responses=refusals(*BODY, *AGENT, UNKNOWN_CONVERSATION, HELPDESK_MISSING, HELPDESK_SILENT),
    openapi_extra=BEARER,
)
async def suggest(body: SuggestRequest, agent: AgentOnly, front: Behind) -> Response:
    """Return a brief and a draft for the customer. Nothing is said to anybody, and no conversation is changed."""
    if body.style is not None and not front.writes_by_model:
        raise _wrong("style", "style needs a language model, and none is configured (BOT_LLM).")
    source = await _read(body, front)
    suggested = await front.suggester.suggest(source.conversation, f"agent:{agent.id}", body.style or "")
    if suggested is None:
        raise _wrong(source.field, f"{source.field} needs at least one message of the customer.")
    known, answer, now = suggested.conversation, suggested.answer, datetime.now(UTC)
    count = written_by_customer(source.conversation)
    ref = source.conversation.ref if source.kept else None
    drafted = Drafted(
        new_suggestion_id(), ref, answer, agent.name, basis(count, answer.status), count, answer.created_at
    )
    if not await front.desk.keep(drafted):
        raise Refusal(UNKNOWN_CONVERSATION)
    alike = await front.desk.alike(known.symptom, now, ref) if known.symptom else ()
    named = titles(front.library.current().guide, known.language)
    brief = make_brief(known, answer, now)
    styles = STYLES if front.writes_by_model else ()
    shown = present_brief(brief, drafted, known, alike, named, style=body.style or "plain", styles=styles)
    return Response(shown.model_dump_json(), media_type=Form.JSON)


@router.get(
    "/suggestions/{suggestion_id}",
    operation_id="suggestion",
    summary="Whether a suggestion still rests on what is so",
    response_model=StaleObject,
    responses=refusals(*AGENT, UNKNOWN_SUGGESTION, INVALID),
    openapi_extra=BEARER,
)
async def read(suggestion_id: str, agent: AgentOnly, front: Behind) -> Response:
    """Return whether the customer wrote since, or the status page shows something else."""
    drafted = await front.desk.suggestion(suggestion_id)
    count = None if drafted is None else await _count(drafted, front)
    if drafted is None or count is None:
        raise Refusal(UNKNOWN_SUGGESTION)
    because = why_stale(drafted.basis, basis(count, await front.status.current()))
    shown = StaleObject.model_validate({"id": drafted.id, "stale": because is not None, "because": because})
    return Response(shown.model_dump_json(), media_type=Form.JSON)


@dataclass(frozen=True, slots=True)
class _Source:
    """A conversation to suggest for, the field it came in, and whether it is one of ours."""

    conversation: Conversation
    field: str
    kept: bool = False


async def _read(body: SuggestRequest, front: Front) -> _Source:
    if body.conversation is not None:
        conversation = await front.store.by_ref(body.conversation)
        if conversation is None:
            raise Refusal(UNKNOWN_CONVERSATION)
        return _Source(conversation, "conversation", kept=True)
    if body.chatwoot is not None:
        lines = await _from_chatwoot(body.chatwoot, front)
        return _Source(await front.suggester.hear(lines, body.locale), "chatwoot")
    authors = {"customer": Author.USER, "agent": Author.AGENT}
    told = [Line(authors[one.role], one.text, _aware(one.at)) for one in body.transcript or [] if one.text]
    return _Source(await front.suggester.hear(told, body.locale), "transcript")


async def _from_chatwoot(wanted: ChatwootIn, front: Front) -> tuple[Line, ...]:
    if front.chatwoot is None:
        raise Refusal(HELPDESK_MISSING)
    try:
        return await front.chatwoot.lines(wanted.account_id, wanted.conversation_id)
    except HelpdeskUnknown:
        raise Refusal(UNKNOWN_CONVERSATION, "Chatwoot has no such conversation, or does not show it to us.") from None
    except HelpdeskUnread:
        raise Refusal(HELPDESK_SILENT, headers={"Retry-After": str(RETRY_SECONDS)}) from None


async def _count(drafted: Drafted, front: Front) -> int | None:
    """Return how often the customer has written by now; of a pasted transcript nobody can tell."""
    return drafted.customer_count if drafted.ref is None else await front.desk.customer_count(drafted.ref)


def _aware(at: datetime | None) -> datetime | None:
    """Read a time without a zone as UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _wrong(field: str, detail: str) -> Refusal:
    return Refusal(INVALID, detail, errors=[FieldProblem(field=field, detail=detail)])
