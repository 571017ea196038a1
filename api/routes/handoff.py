"""From the assistant to a human, with everything already written down."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from api.auth import KeyScope
from api.describe import BEARER, BODY, TOKEN, refusals
from api.front import Behind, Front, needs
from api.idempotency import claim_key
from api.negotiate import Form
from api.present import present_handoff, present_handoff_record
from api.problems import INVALID, KEY_IN_FLIGHT, KEY_MALFORMED, KEY_MISMATCH, UNKNOWN_CONVERSATION, Refusal
from api.read import JsonRoute
from api.schemas import HandoffForAgent, HandoffObject, HandoffRequest
from bot.handoff import HandoffPacket, make_packet, to_text

router = APIRouter(prefix="/v1/conversations", tags=["conversations"], route_class=JsonRoute)


@router.post(
    "/{conversation_id}/handoff",
    operation_id="hand_over",
    summary="Hand the conversation to a human",
    response_model=HandoffObject,
    responses=refusals(*BODY, KEY_MALFORMED, UNKNOWN_CONVERSATION, KEY_IN_FLIGHT, KEY_MISMATCH),
)
async def hand_over(
    conversation_id: str,
    request: Request,
    front: Behind,
    body: HandoffRequest | None = None,
    idempotency_key: Annotated[str | None, Header(description="16 to 200 printable characters")] = None,
    preview: Annotated[bool, Query(description="show the packet, hand nothing over")] = False,
) -> Response:
    """Return the packet: one id for each conversation, its content refreshed until an agent claims it."""
    if preview:
        return Response(await _preview(conversation_id, front), media_type=Form.JSON)
    wanted = body or HandoffRequest()
    once = await claim_key(request, wanted, front.store, front.settings.trusted_proxies)
    shown = once.replay
    if shown is None:
        async with once.held():
            shown = await _packet(conversation_id, wanted.contact, front)
        await once.finish(conversation_id, shown)
    return Response(shown, media_type=Form.JSON)


@router.get(
    "/{conversation_id}/handoff",
    operation_id="handoff",
    summary="The packet, for agents",
    response_model=HandoffForAgent,
    responses=refusals(*TOKEN, UNKNOWN_CONVERSATION, INVALID),
    dependencies=[Depends(needs(KeyScope.ASSIST))],
    openapi_extra=BEARER,
)
async def read(
    ref: Annotated[str, Path(alias="conversation_id", description="the reference agents see, r_…")],
    front: Behind,
    form: Annotated[
        Literal["json", "text"], Query(alias="format", description="text is a letter, for e-mail")
    ] = "json",
) -> Response:
    """Return the packet of the conversation that agents know by this reference, with its contact."""
    record = await front.store.handoff_by_ref(ref)
    if record is None:
        raise Refusal(UNKNOWN_CONVERSATION, "There is no handoff under this reference.")
    if form == "text":
        return Response(to_text(record.packet, contact=record.contact), media_type="text/plain; charset=utf-8")
    return Response(present_handoff_record(record).model_dump_json(), media_type=Form.JSON)


async def _made(conversation_id: str, front: Front) -> HandoffPacket:
    conversation = await front.store.get(conversation_id)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    return make_packet(conversation, await front.status.current(), datetime.now(UTC))


async def _preview(conversation_id: str, front: Front) -> str:
    return present_handoff(await _made(conversation_id, front)).model_dump_json()


async def _packet(conversation_id: str, contact: str | None, front: Front) -> str:
    packet = await _made(conversation_id, front)
    record = await front.store.handoff(conversation_id, packet, contact)
    if record is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    return present_handoff(record.packet).model_dump_json()
