"""Explain this answer: what was understood, found and rejected, and why it ended so."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.audit import audit
from api.describe import AGENT, BEARER, refusals
from api.front import AgentOnly, Behind, Front
from api.negotiate import Form
from api.present_brief import present_explanation
from api.problems import INVALID, UNKNOWN_ANSWER, Refusal
from api.suggest_schemas import ExplanationObject

router = APIRouter(prefix="/v1/answers", tags=["agents"])


@router.get(
    "/{answer_id}/explanation",
    operation_id="explain",
    summary="How an answer came about",
    response_model=ExplanationObject,
    responses=refusals(*AGENT, UNKNOWN_ANSWER, INVALID),
    openapi_extra=BEARER,
)
async def explain(answer_id: str, agent: AgentOnly, front: Behind) -> Response:
    """Return the trace of an answer, or of a suggestion's, with the status report it rested on."""
    shown = await _kept(answer_id, front) or await _suggested(answer_id, front)
    if shown is None:
        raise Refusal(UNKNOWN_ANSWER)
    await audit(front, "explanation", agent, answer_id)
    return Response(shown.model_dump_json(), media_type=Form.JSON)


async def _kept(answer_id: str, front: Front) -> ExplanationObject | None:
    stored = await front.store.answer(answer_id)
    if stored is None:
        return None
    conversation = await front.store.get(stored.conversation_id)
    trace = await front.store.explain(answer_id)
    return present_explanation(stored.answer, conversation.ref if conversation else None, trace or {})


async def _suggested(answer_id: str, front: Front) -> ExplanationObject | None:
    found = await front.desk.suggested_answer(answer_id)
    if found is None:
        return None
    answer, trace = found
    ref = answer.conversation_id if answer.conversation_id.startswith("r_") else None
    return present_explanation(answer, ref, trace)
