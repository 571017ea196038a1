"""The queue of handoffs: claimed, given back, closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.assist_schemas import QueuedObject, QueueObject, QueueQuery
from api.audit import agent_of, tell
from api.auth import Identity
from api.describe import AGENT, BEARER, refusals
from api.front import AgentOnly, Behind, Front
from api.negotiate import Form
from api.problems import HELD_BY_ANOTHER, INVALID, UNKNOWN_CONVERSATION, Refusal
from bot.desk.queue import Step
from bot.desk.records import Taken

router = APIRouter(prefix="/v1/assist/queue", tags=["agents"])
MOVED = refusals(*AGENT, UNKNOWN_CONVERSATION, HELD_BY_ANOTHER, INVALID)


@router.get(
    "",
    operation_id="queue",
    summary="Handoffs, open or closed",
    response_model=QueueObject,
    responses=refusals(*AGENT, INVALID),
    openapi_extra=BEARER,
)
async def listed(query: Annotated[QueueQuery, Query()], agent: AgentOnly, front: Behind) -> Response:
    """Return a part of them: open ones oldest first, closed ones last closed first."""
    found = await front.desk.queue(closed=query.show == "closed", limit=query.limit, cursor=query.cursor)
    items = [QueuedObject.model_validate(one) for one in found.items]
    shown = QueueObject(items=items, next_cursor=found.next_cursor)
    return Response(shown.model_dump_json(), media_type=Form.JSON)


@router.post(
    "/{ref}/claim",
    operation_id="claim",
    summary="Claim a handoff",
    response_model=QueuedObject,
    responses=MOVED,
    openapi_extra=BEARER,
)
async def claim(ref: str, agent: AgentOnly, front: Behind) -> Response:
    """Claim it, and take the conversation if nobody has it."""
    return await _move(ref, Step.CLAIM, agent, front)


@router.post(
    "/{ref}/release",
    operation_id="release",
    summary="Give a handoff back to the queue",
    response_model=QueuedObject,
    responses=MOVED,
    openapi_extra=BEARER,
)
async def release(ref: str, agent: AgentOnly, front: Behind) -> Response:
    """Give it back, and the conversation with it."""
    return await _move(ref, Step.RELEASE, agent, front)


@router.post(
    "/{ref}/close",
    operation_id="close",
    summary="Close a handoff",
    response_model=QueuedObject,
    responses=MOVED,
    openapi_extra=BEARER,
)
async def close(ref: str, agent: AgentOnly, front: Behind) -> Response:
    """Close it, and give the conversation back to the assistant; handed over again it is open again."""
    return await _move(ref, Step.CLOSE, agent, front)


async def _move(ref: str, step: Step, agent: Identity, front: Front) -> Response:
    done = await front.desk.move(ref, step, agent_of(agent), datetime.now(UTC))
    if done is None:
        raise Refusal(UNKNOWN_CONVERSATION, "There is no handoff under this reference.")
    if isinstance(done, Taken):
        raise Refusal(HELD_BY_ANOTHER, f"{done.by} has this handoff.")
    tell(front, step.value, agent, ref)
    return Response(QueuedObject.model_validate(done).model_dump_json(), media_type=Form.JSON)
