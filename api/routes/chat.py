"""Ask, and follow an answer while it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response

from api.client import UNKNOWN, client_address
from api.describe import BODY, refusals
from api.examples import ANSWER, BUTTON, QUESTION, STREAM
from api.front import Behind, Front
from api.idempotency import Once, claim_key
from api.negotiate import Form, accepts, negotiate
from api.present import present_answer
from api.problems import (
    INVALID,
    KEY_IN_FLIGHT,
    KEY_MALFORMED,
    KEY_MISMATCH,
    NOT_ACCEPTABLE,
    OVERLOADED,
    UNKNOWN_ANSWER,
    UNKNOWN_CONVERSATION,
    Refusal,
)
from api.read import JsonRoute
from api.runs import KEPT_SECONDS
from api.schemas import AnswerObject, AttemptIn, ChatRequest, FieldProblem
from api.sse import kept_stream, last_seen, live_stream
from api.streams import Run, events_of
from bot.models import Answer, Attempt, Question
from knowledge.models import Guide, Step

router = APIRouter(prefix="/v1", tags=["ask"], route_class=JsonRoute)
BODIES = {
    "question": {"summary": "A first message", "value": QUESTION},
    "button": {"summary": "A pressed button", "value": BUTTON},
}
ANSWERED = {
    "description": "The answer, in one piece or as a stream of events.",
    "content": {Form.JSON.value: {"example": ANSWER}, Form.STREAM.value: {"example": STREAM}},
}


@router.post(
    "/chat",
    operation_id="ask",
    summary="Ask a question, or report what came of a step",
    response_model=AnswerObject,
    responses={
        **refusals(*BODY, KEY_MALFORMED, UNKNOWN_CONVERSATION, NOT_ACCEPTABLE, KEY_IN_FLIGHT, KEY_MISMATCH, OVERLOADED),
        200: ANSWERED,
    },
)
async def ask(
    body: Annotated[ChatRequest, Body(openapi_examples=BODIES)],
    request: Request,
    front: Behind,
    idempotency_key: Annotated[str | None, Header(description="16 to 200 printable characters")] = None,
) -> Response:
    """Return the answer as JSON, or with `Accept: text/event-stream` as it is made."""
    form = negotiate(request.headers.get("accept", ""))
    if form is None:
        raise Refusal(NOT_ACCEPTABLE)
    _check_attempts(body.attempts, front)
    once = await claim_key(request, body, front.store, front.settings.trusted_proxies)
    if once.replay is not None:
        return _repeat(await _kept(front, once.replay), form)
    run = await _begin(front, body, once, _caller(request, front))
    if form is Form.JSON:
        return _json(await run.finished())
    await run.begun()
    return live_stream(run)


@router.get(
    "/answers/{answer_id}/events",
    operation_id="follow",
    summary="Follow an answer again after the stream broke",
    response_class=Response,
    responses={
        **refusals(UNKNOWN_ANSWER, NOT_ACCEPTABLE, INVALID),
        200: {"description": "The events after Last-Event-ID.", "content": {Form.STREAM.value: {"example": STREAM}}},
        204: {"description": "There are no more events: stop reconnecting."},
    },
)
async def follow(
    answer_id: str,
    request: Request,
    front: Behind,
    last_event_id: Annotated[str, Header(description="The id of the last event seen")] = "",
) -> Response:
    """Send what came after Last-Event-ID, for five minutes after the answer was made; all of it without the header."""
    if not accepts(request.headers.get("accept", ""), Form.STREAM):
        raise Refusal(NOT_ACCEPTABLE, "A stream is the only form here. Accept text/event-stream.")
    after = last_seen(last_event_id, answer_id)
    run = front.runs.find(answer_id)
    if run is None:
        answer = await _kept(front, answer_id)
        if (datetime.now(UTC) - answer.created_at).total_seconds() > KEPT_SECONDS:
            raise Refusal(UNKNOWN_ANSWER, "This stream ended over five minutes ago. The conversation still has it.")
        return kept_stream(answer_id, events_of(answer), after)
    return live_stream(run, after) if run.ended_at is None else kept_stream(answer_id, run.events, after)


def _caller(request: Request, front: Front) -> str:
    """Return a name for who asks that leads to nobody; nothing for an address that is not known."""
    address = client_address(request.scope, front.settings.trusted_proxies)
    return "" if address == UNKNOWN else front.warning.mask(address, datetime.now(UTC))


async def _begin(front: Front, body: ChatRequest, once: Once, caller: str) -> Run:
    question = Question(
        message=body.message,
        attempts=tuple(Attempt(one.step_id, one.variant, one.result) for one in body.attempts),
        conversation_id=body.conversation_id,
        locale=body.locale,
        channel=body.channel,
        caller=caller,
    )
    try:
        return front.runs.start(question, once)
    except Refusal:
        await once.release()
        raise


async def _kept(front: Front, answer_id: str) -> Answer:
    stored = await front.store.answer(answer_id)
    if stored is None:
        raise Refusal(UNKNOWN_ANSWER)
    return stored.answer


def _repeat(answer: Answer, form: Form) -> Response:
    return _json(answer) if form is Form.JSON else kept_stream(answer.id, events_of(answer))


def _json(answer: Answer) -> Response:
    return Response(present_answer(answer).model_dump_json(), media_type=Form.JSON)


def _check_attempts(attempts: list[AttemptIn], front: Front) -> None:
    """Raise Refusal for a step, or a variant of it, that the guide does not have."""
    if not attempts:
        return
    steps = _steps(front.library.current().guide)
    wrong = [problem for place, one in enumerate(attempts) for problem in _wrong(place, one, steps)]
    if wrong:
        raise Refusal(INVALID, " ".join(one.detail for one in wrong), errors=wrong)


def _wrong(place: int, attempt: AttemptIn, steps: dict[str, Step]) -> list[FieldProblem]:
    step = steps.get(attempt.step_id)
    if step is None:
        name = f"attempts.{place}.step_id"
        return [FieldProblem(field=name, detail=f"{name} is not a step of the guide; use the id of an offered step.")]
    if attempt.variant is not None and attempt.variant not in step.variants:
        name = f"attempts.{place}.variant"
        right = f"one of {', '.join(step.variants)}, or null" if step.variants else "null for this step"
        return [FieldProblem(field=name, detail=f"{name} must be {right}.")]
    return []


def _steps(guide: Guide) -> dict[str, Step]:
    """Return every step by its id: those of sections and those of their items."""
    found = [chunk.step for chunk in guide.chunks] + [item.step for chunk in guide.chunks for item in chunk.items]
    return {step.id: step for step in found if step is not None}
