"""What a person says: to one conversation, or to all that wait for the same trouble to end."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from api.assist_schemas import (
    BroadcastObject,
    BroadcastRequest,
    RepliedObject,
    ReplyRequest,
    RowObject,
    SkippedObject,
    WaitingObject,
    WaitingQuery,
)
from api.audit import agent_of, tell
from api.auth import Identity
from api.describe import AGENT, BEARER, BODY, refusals
from api.front import AgentOnly, Behind, Front
from api.idempotency import claim_key
from api.negotiate import Form
from api.present import present_status
from api.problems import (
    HELD_BY_ANOTHER,
    INVALID,
    KEY_IN_FLIGHT,
    KEY_MALFORMED,
    KEY_MISMATCH,
    KEY_REQUIRED,
    UNKNOWN_CONVERSATION,
    Refusal,
)
from api.read import JsonRoute
from bot.desk.records import Replied, Taken
from bot.models import Author, Turn
from bot.wording import status_summary

router = APIRouter(prefix="/v1", tags=["agents"], route_class=JsonRoute)
IdempotencyKey = Annotated[str | None, Header(description="16 to 200 printable characters")]


@router.post(
    "/conversations/{ref}/replies",
    operation_id="reply",
    summary="Answer as a person",
    status_code=201,
    response_model=RepliedObject,
    responses=refusals(
        *BODY, *AGENT, KEY_MALFORMED, UNKNOWN_CONVERSATION, HELD_BY_ANOTHER, KEY_IN_FLIGHT, KEY_MISMATCH
    ),
    openapi_extra=BEARER,
)
async def reply(
    ref: str,
    body: ReplyRequest,
    request: Request,
    agent: AgentOnly,
    front: Behind,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say something in a conversation and take it: the assistant is silent until it is given back."""
    once = await claim_key(request, body, front.store, front.settings.trusted_proxies)
    shown = once.replay
    if shown is None:
        async with once.held():
            replied = await _reply(ref, body, agent, front, _receipt(agent, idempotency_key, ref))
        shown = _shown(replied).model_dump_json()
        await once.finish(await _conversation_id(ref, front), shown)
    return Response(shown, status_code=201, media_type=Form.JSON)


@router.get(
    "/assist/waiting",
    operation_id="waiting",
    summary="Who waits for the same trouble to end",
    response_model=WaitingObject,
    responses=refusals(*AGENT, INVALID),
    openapi_extra=BEARER,
)
async def waiting(query: Annotated[WaitingQuery, Query()], agent: AgentOnly, front: Behind) -> Response:
    """Return open conversations of the last two hours with this symptom, in parts, and the status they wait on."""
    found = await front.desk.waiting(query.symptom, datetime.now(UTC), query.limit, query.cursor)
    report = await front.status.current()
    shown = WaitingObject(
        symptom=query.symptom,
        status=present_status(report, status_summary(report, "en")),
        items=[RowObject.model_validate(row) for row in found.items],
        next_cursor=found.next_cursor,
    )
    return Response(shown.model_dump_json(), media_type=Form.JSON)


@router.post(
    "/assist/broadcast",
    operation_id="broadcast",
    summary="Send one message to many conversations",
    response_model=BroadcastObject,
    responses=refusals(*BODY, *AGENT, KEY_REQUIRED, KEY_MALFORMED, KEY_IN_FLIGHT, KEY_MISMATCH),
    openapi_extra=BEARER,
)
async def broadcast(
    body: BroadcastRequest,
    request: Request,
    agent: AgentOnly,
    front: Behind,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Send it to each conversation once, however often the request comes; they stay with whoever has them."""
    if idempotency_key is None:
        raise Refusal(KEY_REQUIRED)
    once = await claim_key(request, body, front.store, front.settings.trusted_proxies)
    shown = once.replay
    if shown is None:
        async with once.held():
            shown = (await _send(body, agent, front, idempotency_key)).model_dump_json()
        await once.finish(None, shown)
    return Response(shown, media_type=Form.JSON)


async def _reply(ref: str, body: ReplyRequest, agent: Identity, front: Front, receipt: str | None) -> Replied:
    conversation = await front.store.by_ref(ref)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    offered = await front.suggester.offered(conversation, body.text)
    turn, detail = Turn(datetime.now(UTC), Author.AGENT, body.text), body.suggestion_id or ""
    done = await front.desk.reply(ref, turn, agent_of(agent), receipt=receipt, detail=detail, offered=offered)
    if done is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    if isinstance(done, Taken):
        raise Refusal(HELD_BY_ANOTHER, f"{done.by} has this conversation.")
    tell(front, "reply", agent, ref)
    return done


async def _send(body: BroadcastRequest, agent: Identity, front: Front, key: str) -> BroadcastObject:
    turn, sent, skipped = Turn(datetime.now(UTC), Author.AGENT, body.text), list[str](), list[SkippedObject]()
    for ref in dict.fromkeys(body.refs):
        receipt = _receipt(agent, key, ref)
        reason = await front.desk.broadcast(ref, turn, agent_of(agent), receipt or "")
        if reason is None:
            sent.append(ref)
        else:
            skipped.append(SkippedObject(ref=ref, reason=reason))
    tell(front, "broadcast", agent, str(len(sent)))
    return BroadcastObject(sent=sent, skipped=skipped)


def _receipt(agent: Identity, key: str | None, ref: str) -> str | None:
    """Return what a reply is known by, so that a repeat after a crash finds it; None without an Idempotency-Key."""
    if key is None:
        return None
    return "e_" + hashlib.sha256(f"{agent.id}\n{key}\n{ref}".encode()).hexdigest()[:48]


def _shown(replied: Replied) -> RepliedObject:
    return RepliedObject(
        ref=replied.ref,
        at=replied.at,
        agent=replied.agent,
        held_by=replied.held_by,
        reaches=replied.channel,
    )


async def _conversation_id(ref: str, front: Front) -> str | None:
    conversation = await front.store.by_ref(ref)
    return conversation.id if conversation else None
