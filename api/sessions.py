"""Sessions of agents: a key is exchanged for a cookie, and the cookie counts as long as the key does."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from api.auth import Gate, Identity, challenge, hash_secret
from api.client import is_encrypted
from api.problems import CSRF_MISSING, SESSION_REQUIRED, Refusal
from api.settings import Network
from bot.desk.desk import Desk
from bot.desk.records import Session

COOKIE = "signpost_session"
CSRF_HEADER = "x-csrf-token"
# What a page does by itself, without its agent, does not keep the session alive.
BACKGROUND_HEADER = "x-background"
LONGEST = timedelta(hours=12)
# How many times within the idle limit a session's last sign is written.
_STEPS = 20
_SAFE = frozenset({"GET", "HEAD"})
_LONGEST_COOKIE = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as its request sees it; `csrf` has the same value as long as it lasts."""

    identity: Identity
    csrf: str
    expires_at: datetime


class Sessions:
    """Begins, finds and ends sessions; they are in the database, so that every process knows them.

    All methods raise StoreUnavailable while it cannot be used.
    """

    def __init__(
        self, desk: Desk, gate: Gate, idle: timedelta, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._desk = desk
        self._gate = gate
        self._clock = clock
        self.idle = idle

    async def begin(self, identity: Identity) -> tuple[str, SignedIn]:
        """Return the cookie's value, which nobody can show again, and the session."""
        token, now = secrets.token_urlsafe(32), self._clock()
        hashed = hash_secret(token)
        session = Session(hashed, identity.id, _proof(hashed, identity), now, now, now + LONGEST)
        await self._desk.begin_session(session)
        return token, SignedIn(identity, _csrf(token), session.expires_at)

    async def find(self, token: str, *, renew: bool = True) -> SignedIn | None:
        """Return the session of a cookie: not idle too long, not over, and its key still good."""
        if not 0 < len(token) <= _LONGEST_COOKIE:
            return None
        hashed, now = hash_secret(token), self._clock()
        session = await self._desk.session(hashed)
        if session is None or now >= session.expires_at or now - session.seen_at >= self.idle:
            return None
        identity = await self._gate.standing(session.key_id)
        if identity is None or not hmac.compare_digest(session.proof, _proof(hashed, identity)):
            return None
        if renew and now - session.seen_at >= self.idle / _STEPS:
            await self._desk.renew_session(hashed, now)
        return SignedIn(identity, _csrf(token), session.expires_at)

    async def end(self, token: str) -> None:
        """Forget the session of a cookie."""
        await self._desk.end_session(hash_secret(token))

    async def require(self, request: Request) -> SignedIn:
        """Return who is signed in. Raises Refusal: 401 without a session, 403 for a change without its token."""
        token = request.cookies.get(COOKIE, "")
        found = await self.find(token, renew=BACKGROUND_HEADER not in request.headers)
        if found is None:
            raise challenge(SESSION_REQUIRED)
        given = request.headers.get(CSRF_HEADER, "").encode("utf-8", "surrogateescape")
        if request.method not in _SAFE and not hmac.compare_digest(given, found.csrf.encode()):
            raise Refusal(CSRF_MISSING)
        return found


def by_cookie(request: Request) -> bool:
    """Tell whether a request shows a session and no token; a token outranks it."""
    return COOKIE in request.cookies and "authorization" not in request.headers


def cookie_header(request: Request, value: str, trusted: tuple[Network, ...], *, embedded: bool) -> str:
    """Return the Set-Cookie header; an empty value takes the cookie away. A framed panel's is tied to the helpdesk."""
    parts = [f"{COOKIE}={value}", "HttpOnly", "Path=/"]
    parts += ["SameSite=None", "Secure", "Partitioned"] if embedded else ["SameSite=Strict"]
    if not embedded and is_encrypted(request.scope, trusted):
        parts.append("Secure")
    parts.append("Max-Age=0" if not value else f"Max-Age={int(LONGEST.total_seconds())}")
    return "; ".join(parts)


def _csrf(token: str) -> str:
    return hash_secret(f"csrf:{token}")


def _proof(hashed: str, identity: Identity) -> str:
    """Return what ties a session to the secret it began with: another token of the administrator ends it."""
    return hash_secret(f"{hashed}:{identity.secret_hash}")
