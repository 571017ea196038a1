"""Which Host headers are served; others are how DNS rebinding reaches a server on a private address."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import UNKNOWN_HOST
from api.refuse import problem_response
from api.settings import ApiSettings

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared, never bound
# Probes call a container by an address nobody can list beforehand; these tell nothing worth stealing.
OPEN_TO_PROBES = frozenset({"/livez", "/readyz", "/metrics"})


class AllowedHosts:
    """Lets requests for our own names in: loopback, API_HOST and API_ALLOWED_HOSTS, with or without a port."""

    def __init__(self, app: ASGIApp, settings: ApiSettings) -> None:
        self.app = app
        own = () if settings.host in EVERYWHERE else (_bracketed(settings.host.lower()),)
        self._allowed = frozenset((*LOOPBACK, *own, *(_bracketed(host) for host in settings.allowed_hosts)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] != "http" or scope["path"] in OPEN_TO_PROBES or self._is_allowed(scope):
            return await self.app(scope, receive, send)
        return await problem_response(UNKNOWN_HOST)(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1:
            return "*" in self._allowed
        host = hosts[0].strip().lower()
        name = _without_port(host)
        parents = {f"*{name[dot:]}" for dot, char in enumerate(name) if char == "."}
        return bool(self._allowed & {host, name, "*", *parents})


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and (":" not in name or name.endswith("]")) else host


def _bracketed(host: str) -> str:
    """Write an IPv6 address as a Host header does."""
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
