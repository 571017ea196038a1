"""How much one client may ask in a minute (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.client import client_address
from api.problems import RATE_LIMITED
from api.refuse import problem_response
from api.settings import ApiSettings
from api.windows import MOST_CLIENTS, Windows
from infra.telemetry import Log, fingerprint

LIMITED = ("/v1/", "/mcp")
# Read by every open page once a minute, and cached; counting it would lock out whole offices.
FREE = frozenset({"/v1/status"})
# The agents' page looks for news every few seconds, and a whole office may sit behind one address.
DESK = ("/v1/assist/", "/v1/session")
DESK_TIMES = 10


class RateLimit:
    """Counts requests by client before their body is read, and says how many are left."""

    def __init__(
        self, app: ASGIApp, settings: ApiSettings, log: Log, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._settings = settings
        self._log = log
        self._clock = clock
        self._limit = RateLimitItemPerMinute(settings.rate_limit) if settings.rate_limit else None
        self._desk = RateLimitItemPerMinute(settings.rate_limit * DESK_TIMES) if settings.rate_limit else None
        self._limiter = MovingWindowRateLimiter(Windows(MOST_CLIENTS, clock))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        limit = self._limit_of(scope["path"]) if scope["type"] == "http" else None
        if limit is None:
            return await self.app(scope, receive, send)
        client = client_address(scope, self._settings.trusted_proxies)
        allowed = await self._limiter.hit(limit, client)
        headers = await self._headers(limit, client)
        if not allowed:
            wait = max(1, int(headers["RateLimit"].rpartition("=")[2]))
            self._log.info("rate_limited", client=fingerprint(client))
            refused = problem_response(RATE_LIMITED, headers={**headers, "Retry-After": str(wait)})
            return await refused(scope, receive, send)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        return await self.app(scope, receive, told)

    def _limit_of(self, path: str) -> RateLimitItem | None:
        """Return what counts for a path: the agents' calls have a count of their own, pages and probes none."""
        if not path.startswith(LIMITED) or path in FREE:
            return None
        return self._desk if path.startswith(DESK) else self._limit

    async def _headers(self, limit: RateLimitItem, client: str) -> dict[str, str]:
        """Return the policy, and what is left of it: `r` requests until `t` seconds from now, when one comes back."""
        stats = await self._limiter.get_window_stats(limit, client)
        seconds = max(0, math.ceil(stats.reset_time - self._clock()))
        name = "desk" if limit is self._desk else "default"
        return {
            "RateLimit-Policy": f'"{name}";q={limit.amount};w={limit.get_expiry()}',
            "RateLimit": f'"{name}";r={stats.remaining};t={seconds}',
        }
