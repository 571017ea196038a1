"""Conversations as agents see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.assist_schemas import HoldRequest, ListQuery, RowsObject, TalkObject
from api.audit import agent_of, tell
from api.describe import AGENT, BEARER, BODY, refusals
from api.front import AgentOnly, Behind, Front
from api.negotiate import Form
from api.present_assist import present_rows, present_talk
from api.problems import HELD_BY_ANOTHER, INVALID, UNKNOWN_CONVERSATION, Refusal
from api.read import JsonRoute
from bot.desk.records import Taken

router = APIRouter(prefix="/v1/assist/conversations", tags=["agents"], route_class=JsonRoute)


@router.get(
    "",
    operation_id="conversations",
    summary="Conversations for agents",
    response_model=RowsObject,
    responses=refusals(*AGENT, INVALID),
    openapi_extra=BEARER,
)
async def listed(query: Annotated[ListQuery, Query()], agent: AgentOnly, front: Behind) -> Response:
    """Return those that wait for a person, one's own, or all; last touched first."""
    rows = await front.desk.rows(query.show, agent.name, datetime.now(UTC), query.limit, query.cursor)
    return Response(present_rows(rows).model_dump_json(), media_type=Form.JSON)


@router.get(
    "/{ref}",
    operation_id="conversation_for_agents",
    summary="One conversation, personal data masked",
    response_model=TalkObject,
    responses=refusals(*AGENT, UNKNOWN_CONVERSATION, INVALID),
    openapi_extra=BEARER,
)
async def read(ref: str, agent: AgentOnly, front: Behind) -> Response:
    """Return all that was said and is known, by the reference that agents see."""
    return Response((await talk(ref, front)).model_dump_json(), media_type=Form.JSON)


@router.post(
    "/{ref}/hold",
    operation_id="hold",
    summary="Take a conversation, or give it back to the assistant",
    response_model=TalkObject,
    responses=refusals(*BODY, *AGENT, UNKNOWN_CONVERSATION, HELD_BY_ANOTHER),
    openapi_extra=BEARER,
)
async def hold(ref: str, body: HoldRequest, agent: AgentOnly, front: Behind) -> Response:
    """Take it, so that the assistant is silent, or give it back; doing it again changes nothing."""
    done = await front.desk.take(ref, agent_of(agent), datetime.now(UTC), held=body.held)
    if done is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    if isinstance(done, Taken):
        raise Refusal(HELD_BY_ANOTHER, f"{done.by} has this conversation.")
    tell(front, "hold" if body.held else "give_back", agent, ref)
    return Response((await talk(ref, front)).model_dump_json(), media_type=Form.JSON)


async def talk(ref: str, front: Front) -> TalkObject:
    """Return a conversation for an agent. Raises Refusal (404) where there is none."""
    conversation = await front.store.by_ref(ref)
    if conversation is None:
        raise Refusal(UNKNOWN_CONVERSATION)
    handoff = await front.store.handoff_by_ref(ref)
    report, guide = await front.status.current(), front.library.current().guide
    return present_talk(conversation, handoff, report, guide)
