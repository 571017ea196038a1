"""The same answers for programs that speak OpenAI's chat completions."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from api.auth import KeyScope
from api.clean import clean
from api.client import UNKNOWN, client_address
from api.describe import BEARER, BODY, TOKEN, refusals
from api.front import Behind, Front
from api.idempotency import Once
from api.negotiate import Form
from api.present import present_answer
from api.problems import INVALID, OVERLOADED, UNKNOWN_CONVERSATION, Refusal
from api.read import JsonRoute
from api.schemas import LONGEST_MESSAGE, FieldProblem, Id
from api.sse import PING, PING_SECONDS
from api.streams import Run
from bot.models import Answer, Question


class KeyedRoute(JsonRoute):
    """A route that looks at the key before the body: a stranger learns nothing of what a body should be."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the key, then go on."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            front: Front = request.app.state.front
            await front.gate.require(request.headers, frozenset({KeyScope.ASK}))
            return await handler(request)

        return handle


router = APIRouter(prefix="/v1", tags=["ask"], route_class=KeyedRoute)
MODEL = "signpost"
# A client that remembers no conversation sends it whole: so many of its messages are heard again.
MOST_HEARD = 6
_MARKER = re.compile(r"\[(\d{1,3})\](?!\()")


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of a chat. What others than the user say is passed over: the assistant takes no instructions."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """Return the message as plain text."""
        if isinstance(self.content, str):
            return clean(self.content)
        return clean("\n".join(part.text for part in self.content or () if part.type == "text"))


class StreamOptions(BaseModel):
    """What a stream should carry besides the text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """A chat as OpenAI's clients send it; what steers a model, such as a temperature, is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    conversation_id: Id | None = None


@router.get(
    "/models", operation_id="models", summary="List the one model", responses=refusals(*TOKEN), openapi_extra=BEARER
)
async def models() -> Response:
    """Return the assistant as a model."""
    one = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
    return _json({"object": "list", "data": [one]})


@router.post(
    "/chat/completions",
    operation_id="complete",
    summary="Ask in the form of OpenAI's chat completions",
    responses={
        **refusals(*BODY, *TOKEN, INVALID, UNKNOWN_CONVERSATION, OVERLOADED),
        200: {"description": "A chat completion, or chunks of one.", "content": {"application/json": {}}},
    },
    openapi_extra=BEARER,
)
async def complete(body: Annotated[CompletionRequest, Body()], request: Request, front: Behind) -> Response:
    """Return the answer to the last message; its sources are annotations and a short list at its end."""
    heard = [message.text for message in body.messages if message.role == "user" and message.text]
    if not heard or max(map(len, heard[-1:])) > LONGEST_MESSAGE:
        name, right = "messages", f"must end in a user's text of at most {LONGEST_MESSAGE} characters"
        raise Refusal(INVALID, f"{name} {right}.", errors=[FieldProblem(field=name, detail=f"{name} {right}.")])
    conversation = body.conversation_id or await _hear(heard[:-1], front)
    question = Question(heard[-1], conversation_id=conversation, caller=_caller(request, front))
    run = front.runs.start(question, Once(front.store))
    if not body.stream:
        return _json(completion(await run.finished()))
    await run.begun()
    usage = body.stream_options is not None and body.stream_options.include_usage
    return StreamingResponse(_frames(run, usage=usage), media_type=Form.STREAM, headers={"X-Accel-Buffering": "no"})


async def _hear(earlier: list[str], front: Front) -> str | None:
    """Go through what was said before, so that no step is offered twice; return the conversation, if there was any."""
    conversation: str | None = None
    for text in earlier[-MOST_HEARD:]:
        question = Question(text[:LONGEST_MESSAGE], conversation_id=conversation, recalled=True)
        conversation = (await front.runs.start(question, Once(front.store)).finished()).conversation_id
    return conversation


def _caller(request: Request, front: Front) -> str:
    address = client_address(request.scope, front.settings.trusted_proxies)
    return "" if address == UNKNOWN else front.warning.mask(address, datetime.now(UTC))


def content(answer: Answer) -> str:
    """Return the text with its sources as a short list."""
    sources = [f"[{one.n}] {_linked(one.section, one.url)}" for one in answer.citations]
    return "\n\n".join([answer.text, "  \n".join(sources)]) if sources else answer.text


def _linked(title: str, url: str) -> str:
    plain = title.replace("[", "(").replace("]", ")")
    return f"[{plain}]({url})" if url else plain


def url_citations(answer: Answer) -> list[dict[str, Any]]:
    """Return one annotation a marker in the text: where it stands, in characters, and where it leads."""
    rows = {str(one.n): one for one in answer.citations if one.url}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": found.start(),
                "end_index": found.end(),
                "title": rows[found[1]].section,
                "url": rows[found[1]].url,
            },
        }
        for found in _MARKER.finditer(answer.text)
        if found[1] in rows
    ]


def completion(answer: Answer) -> dict[str, Any]:
    """Return the whole answer as one completion; `signpost` holds the answer as `POST /v1/chat` gives it."""
    message = {"role": "assistant", "content": content(answer), "refusal": None, "annotations": url_citations(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    told = present_answer(answer).model_dump(mode="json")
    return {**_head(answer, "chat.completion"), "choices": [choice], "usage": _usage(answer), "signpost": told}


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    created = int(answer.created_at.timestamp())
    return {"id": f"chatcmpl-{answer.id}", "object": kind, "created": created, "model": MODEL}


def _usage(answer: Answer) -> dict[str, int]:
    """Return the answer's length in words: nobody pays for tokens here, and clients want a number."""
    told = len(content(answer).split())
    return {"prompt_tokens": 0, "completion_tokens": told, "total_tokens": told}


async def _frames(run: Run, *, usage: bool) -> AsyncIterator[bytes]:
    """Yield the completion in chunks. What went out cannot be taken back here, so they begin when the answer stands."""
    async for item in run.follow(0, PING_SECONDS):
        if item is None:
            yield PING
    if run.answer is None:
        kind = run.failure
        yield _event({"error": {"message": kind.detail if kind else "", "type": kind.slug if kind else "internal"}})
        return
    head = _head(run.answer, "chat.completion.chunk")
    for delta in _deltas(run.answer):
        yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if usage:
        yield _event({**head, "choices": [], "usage": _usage(run.answer)})
    yield b"data: [DONE]\n\n"


def _deltas(answer: Answer) -> list[dict[str, Any]]:
    """Return the text in pieces of a sentence, then the list of sources, then the annotations."""
    whole, pieces, at = content(answer), list[str](), 0
    for sentence in answer.sentences:
        end = whole.find(sentence.marked, at) + len(sentence.marked)
        pieces.append(whole[at:end])
        at = end
    told = [{"content": piece} for piece in (*pieces, whole[at:]) if piece]
    return [{"role": "assistant", "content": ""}, *told, {"annotations": url_citations(answer)}]


def _event(told: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told, ensure_ascii=False).encode(), media_type=Form.JSON)
