"""Events -> the bytes of a server-sent event stream (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response, StreamingResponse

from api.negotiate import Form
from api.streams import Event, Run

PING_SECONDS = 15.0
PING = b": ping\n\n"


def frame(answer_id: str, number: int, event: Event) -> bytes:
    """Return one event on the wire; its id names the answer, so that a mixed-up resume is noticed."""
    return f"id: {answer_id}.{number}\nevent: {event.name}\ndata: {event.data}\n\n".encode()


def last_seen(header: str, answer_id: str) -> int:
    """Return the number in a Last-Event-ID header; 0 (all of it, again) where it is not one of this answer's."""
    name, _, number = header.strip().rpartition(".")
    known = name == answer_id and number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if known else 0


def live_stream(run: Run, after: int = 0) -> Response:
    """Return the response that follows an answer as it is made."""

    async def frames() -> AsyncIterator[bytes]:
        async for item in run.follow(after, PING_SECONDS):
            yield PING if item is None else frame(run.answer_id, *item)

    return StreamingResponse(frames(), headers=_headers(run.answer_id), media_type=Form.STREAM)


def kept_stream(answer_id: str, events: Sequence[Event], after: int = 0) -> Response:
    """Return the response that sends a finished answer's events again; 204 stops a reader who has them all."""
    if after >= len(events):
        return Response(status_code=204)
    rest = enumerate(events[after:], after + 1)
    body = b"".join(frame(answer_id, number, event) for number, event in rest)
    return Response(body, headers=_headers(answer_id), media_type=Form.STREAM)


def _headers(answer_id: str) -> dict[str, str]:
    return {
        "Location": f"/v1/answers/{answer_id}/events",
        "Cache-Control": "no-cache",
        "X-Accel-Buffering": "no",
    }
