"""The outermost layer: names each request, measures it, adds the security headers and catches what nobody expected."""

from __future__ import annotations

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.client import client_address
from api.problems import INTERNAL
from api.refuse import problem_response
from api.settings import ApiSettings
from infra.telemetry import Log, Metrics, explain_error, fingerprint, new_request_id, request_id

# Routes that answer with a page set their own policy; a JSON body needs nothing and may be framed by nobody.
DEFAULT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
PROBES = frozenset({"/livez", "/readyz", "/metrics"})


class Boundary:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: ApiSettings, log: Log, metrics: Metrics) -> None:
        self.app = app
        self._settings = settings
        self._log = log
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; an exception becomes a problem, and only our log learns more."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        current, started, statuses = new_request_id(), time.perf_counter(), list[int]()
        token = request_id.set(current)

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                _sign(message, current)
            await send(message)

        self._metrics.open.inc()
        try:
            await self.app(scope, receive, signed)
        except Exception as error:
            self._log.error("unexpected", route=_route(scope), **explain_error(error))
            if statuses:
                raise
            await problem_response(INTERNAL)(scope, receive, signed)
        finally:
            self._metrics.open.dec()
            self._record(scope, statuses, time.perf_counter() - started)
            request_id.reset(token)

    def _record(self, scope: Scope, statuses: list[int], seconds: float) -> None:
        route, status = _route(scope), statuses[0] if statuses else 499
        self._metrics.observe(scope["method"], route, status, seconds)
        write = self._log.debug if route in PROBES else self._log.info
        client = fingerprint(client_address(scope, self._settings.trusted_proxies))
        write(
            "request",
            method=scope["method"][:10],
            route=route,
            status=status,
            seconds=round(seconds, 4),
            client=client,
        )


def _sign(message: Message, current: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Request-ID"] = current
    for name, value in DEFAULT_HEADERS.items():
        headers.setdefault(name, value)


def _route(scope: Scope) -> str:
    """Return the path's template: a path itself may hold a conversation's id, which opens it."""
    route = scope.get("route")
    return str(getattr(route, "path", "unmatched"))
