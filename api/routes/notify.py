"""One message when the incident that blocked a person is over."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.describe import BODY, refusals
from api.front import Behind
from api.negotiate import Form
from api.present import present_notice
from api.problems import INVALID, NOTHING_TO_AWAIT, UNKNOWN_CONVERSATION, Refusal
from api.read import JsonRoute
from api.schemas import NotifyObject, NotifyRequest

router = APIRouter(prefix="/v1/conversations", tags=["conversations"], route_class=JsonRoute)


@router.post(
    "/{conversation_id}/notify",
    operation_id="notify",
    summary="Be told once when the incident is over",
    status_code=202,
    response_model=NotifyObject,
    responses=refusals(*BODY, UNKNOWN_CONVERSATION, NOTHING_TO_AWAIT),
)
async def notify(conversation_id: str, front: Behind, body: NotifyRequest | None = None) -> Response:
    """Keep the wish, once for each conversation however often it is asked; the message becomes a turn of it."""
    conversation = await front.store.get(conversation_id)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    notice = await front.notifier.ask(conversation)
    if notice is None:
        raise Refusal(NOTHING_TO_AWAIT)
    return Response(present_notice(notice).model_dump_json(), status_code=202, media_type=Form.JSON)


@router.delete(
    "/{conversation_id}/notify",
    operation_id="do_not_notify",
    summary="Not be told after all",
    status_code=204,
    responses=refusals(UNKNOWN_CONVERSATION, INVALID),
)
async def do_not_notify(conversation_id: str, front: Behind) -> Response:
    """Forget the wish; there need not be one."""
    conversation = await front.store.get(conversation_id)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    await front.notifier.withdraw(conversation)
    return Response(status_code=204)
