"""What agents did with suggestions."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Response

from api.auth import KeyScope
from api.describe import BEARER, BODY, TOKEN, refusals
from api.front import Behind, needs
from api.insights_schemas import EventRequest
from api.problems import UNKNOWN_SUGGESTION, Refusal
from api.read import JsonRoute
from bot.insights.models import Event

router = APIRouter(prefix="/v1/assist", tags=["agents"], route_class=JsonRoute)


@router.post(
    "/events",
    operation_id="note_event",
    summary="Note what became of a suggestion",
    status_code=204,
    responses=refusals(*BODY, *TOKEN, UNKNOWN_SUGGESTION),
    dependencies=[Depends(needs(KeyScope.ASSIST))],
    openapi_extra=BEARER,
)
async def note(body: EventRequest, front: Behind) -> Response:
    """Keep it; the last one of a kind counts, so sending it again changes nothing."""
    event = Event(body.suggestion_id, body.kind, datetime.now(UTC), body.distance, body.reason)
    if not await front.observatory.note(event):
        raise Refusal(UNKNOWN_SUGGESTION)
    return Response(status_code=204)
