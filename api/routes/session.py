"""Signing in as an agent: a key in, a cookie out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.assist_schemas import AgentObject, SessionObject, SignInRequest
from api.audit import audit
from api.auth import KeyScope, challenge, permit
from api.client import client_address
from api.describe import BODY, SESSION, refusals
from api.front import Behind, Front
from api.negotiate import Form
from api.problems import (
    CSRF_MISSING,
    INVALID,
    RATE_LIMITED,
    SCOPE_MISSING,
    SESSION_REQUIRED,
    SIGN_IN_REFUSED,
    Refusal,
)
from api.read import JsonRoute, guard
from api.sessions import COOKIE, SignedIn, cookie_header

router = APIRouter(prefix="/v1/session", tags=["agents"], route_class=JsonRoute)
ASSIST = frozenset({KeyScope.ASSIST})


@guard
async def signed_in(request: Request, front: Behind) -> SignedIn:
    """Return the session of a request. Raises Refusal without one; a token does not stand for a session."""
    return await front.sessions.require(request)


Session = Annotated[SignedIn, Depends(signed_in)]


@router.post(
    "",
    operation_id="sign_in",
    summary="Sign in as an agent",
    status_code=201,
    response_model=SessionObject,
    responses=refusals(*BODY, SIGN_IN_REFUSED, SCOPE_MISSING),
)
async def sign_in(body: SignInRequest, request: Request, front: Behind) -> Response:
    """Exchange a key with the scope `assist` for a session: an HttpOnly cookie, and a token for every change."""
    await _check_tries(request, front)
    identity = await front.gate.identify(body.key.strip())
    if identity is None or not identity.may(ASSIST):
        await audit(front, "sign_in_refused", identity)
    if identity is None:
        raise challenge(SIGN_IN_REFUSED)
    permit(identity, ASSIST)
    if COOKIE in request.cookies:
        await front.sessions.end(request.cookies[COOKIE])  # the browser forgets it, and so does everybody
    token, session = await front.sessions.begin(identity)
    await audit(front, "sign_in", identity)
    cookie = cookie_header(request, token, front.settings.trusted_proxies, embedded=body.embedded)
    return _shown(session, front, 201, {"Set-Cookie": cookie})


@router.get(
    "",
    operation_id="session",
    summary="Who is signed in",
    response_model=SessionObject,
    responses=refusals(SESSION_REQUIRED, INVALID),
    openapi_extra=SESSION,
)
async def read(session: Session, front: Behind) -> Response:
    """Return the session of this browser; `csrf` has the same value as long as it lasts."""
    return _shown(session, front)


@router.delete(
    "",
    operation_id="sign_out",
    summary="Sign out",
    status_code=204,
    responses=refusals(SESSION_REQUIRED, CSRF_MISSING, INVALID),
    openapi_extra=SESSION,
)
async def sign_out(session: Session, request: Request, front: Behind) -> Response:
    """End the session here and now; the cookie opens nothing any more, wherever it was copied to."""
    await front.sessions.end(request.cookies[COOKIE])
    await audit(front, "sign_out", session.identity)
    response = Response(status_code=204)
    for embedded in (False, True):  # a browser takes away only a cookie that was set in the same way
        cookie = cookie_header(request, "", front.settings.trusted_proxies, embedded=embedded)
        response.headers.append("Set-Cookie", cookie)
    return response


async def _check_tries(request: Request, front: Front) -> None:
    wait = await front.tries.wait(client_address(request.scope, front.settings.trusted_proxies))
    if wait:
        raise Refusal(RATE_LIMITED, headers={"Retry-After": str(wait)})


def _shown(session: SignedIn, front: Front, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    shown = SessionObject(
        agent=AgentObject(id=session.identity.id, name=session.identity.name),
        scopes=sorted(session.identity.scopes),
        csrf=session.csrf,
        idle_seconds=int(front.sessions.idle.total_seconds()),
        expires_at=session.expires_at,
    )
    return Response(shown.model_dump_json(), status_code=status, media_type=Form.JSON, headers=headers)
