"""What Slack sends: events, commands and pressed buttons, all signed and all to one address."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.front import Behind
from api.problems import MALFORMED_REQUEST, NOT_FOUND, TOKEN_REFUSED, Refusal

router = APIRouter(include_in_schema=False)
HEADERS = ("x-slack-request-timestamp", "x-slack-signature", "content-type")


@router.post("/slack/events")
async def events(request: Request, front: Behind) -> Response:
    """Keep what Slack tells and say so at once; 404 where Slack is not set up, 503 where it could not be kept."""
    if front.slack is None or not front.slack.signed:
        raise Refusal(NOT_FOUND)
    from channels.slack.guard import Forged, Malformed

    sent_at, signature, form = (request.headers.get(name, "") for name in HEADERS)
    try:
        reply = await front.slack.receive(sent_at, signature, form, await request.body())
    except Forged:
        raise Refusal(TOKEN_REFUSED, "Slack did not sign this request, or signed it over five minutes ago.") from None
    except Malformed:
        raise Refusal(MALFORMED_REQUEST) from None
    return Response() if reply is None else JSONResponse(reply)
