"""Votes on answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from api.describe import BODY, refusals
from api.front import Behind, Front
from api.idempotency import claim_key
from api.problems import KEY_IN_FLIGHT, KEY_MALFORMED, KEY_MISMATCH, UNKNOWN_ANSWER, Refusal
from api.read import JsonRoute
from api.schemas import FeedbackRequest
from bot.feedback import Rating

router = APIRouter(prefix="/v1", tags=["conversations"], route_class=JsonRoute)


@router.post(
    "/feedback",
    operation_id="rate",
    summary="Rate an answer",
    status_code=204,
    responses=refusals(*BODY, KEY_MALFORMED, UNKNOWN_ANSWER, KEY_IN_FLIGHT, KEY_MISMATCH),
)
async def rate(
    body: FeedbackRequest,
    request: Request,
    front: Behind,
    idempotency_key: Annotated[str | None, Header(description="16 to 200 printable characters")] = None,
) -> Response:
    """Keep a vote; the last one on an answer, or on one step of it, counts."""
    stored = await front.store.answer(body.answer_id)
    if stored is None:
        raise Refusal(UNKNOWN_ANSWER)
    once = await claim_key(request, body, front.store, front.settings.trusted_proxies)
    if once.replay is None:
        async with once.held():
            await _vote(body, front)
        await once.finish(stored.conversation_id, "")
    return Response(status_code=204)


async def _vote(body: FeedbackRequest, front: Front) -> None:
    rating, now = Rating(body.rating), datetime.now(UTC)
    if not await front.store.vote(body.answer_id, rating, body.step_id, body.comment, now):
        raise Refusal(UNKNOWN_ANSWER)
