"""A conversation, for whoever has its id."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.describe import refusals
from api.front import Behind
from api.negotiate import Form
from api.present import present_conversation
from api.problems import INVALID, UNKNOWN_CONVERSATION, Refusal
from api.schemas import ConversationObject

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


@router.get(
    "/{conversation_id}",
    operation_id="conversation",
    summary="Everything said so far",
    response_model=ConversationObject,
    responses=refusals(UNKNOWN_CONVERSATION, INVALID),
)
async def read(conversation_id: str, front: Behind) -> Response:
    """Return the conversation with all its turns."""
    conversation = await front.store.get(conversation_id)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    return Response(present_conversation(conversation).model_dump_json(), media_type=Form.JSON)


@router.delete(
    "/{conversation_id}",
    operation_id="erase",
    summary="Erase a conversation everywhere",
    status_code=204,
    responses=refusals(UNKNOWN_CONVERSATION, INVALID),
)
async def erase(conversation_id: str, front: Behind) -> Response:
    """Erase the conversation with its answers, votes, handoff and idempotency keys, and streams still kept."""
    await front.runs.forget(conversation_id)
    if not await front.store.erase(conversation_id):
        raise Refusal(UNKNOWN_CONVERSATION)
    return Response(status_code=204)
