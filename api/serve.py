"""Serves the application until a signal says stop."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import FrameType

import uvicorn

from api.app import create_app
from api.connection import BoundedConnection
from api.factory import DRAIN_SECONDS, Settings, read_settings
from api.front import Front
from api.settings import SettingsError
from infra.telemetry import NoticeHandler, build_log

# After the drain: time for the last bytes to leave before connections are cut; five seconds in all.
GRACE_SECONDS = 1
BACKLOG = 2048
ROOMS = ("api", "bot", "channels", "infra", "knowledge", "status")


class StartError(Exception):
    """The server cannot start; the message says why, and what to do, in plain sentences."""


@dataclass(frozen=True, slots=True)
class Started:
    """What whoever started us may want to tell: where we are, and the administrator's token if it was just made."""

    url: str
    admin_token: str | None


def serve(host: str | None = None, port: int | None = None, announce: Callable[[Started], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then end open streams and return. Raises StartError before anything runs.

    `announce` is called once, when requests are accepted; it is the only place where the new token appears.
    """
    try:
        settings = _settings(host, port)
    except SettingsError as error:
        raise StartError(str(error)) from None
    listener = _listen(settings.api.host, settings.api.port)
    try:
        _run(settings, listener, announce or (lambda _started: None))
    finally:
        listener.close()


def _settings(host: str | None, port: int | None) -> Settings:
    settings = read_settings()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return replace(settings, api=settings.api.model_copy(update=given))


def _run(settings: Settings, listener: socket.socket, announce: Callable[[Started], None]) -> None:
    log = build_log(level=settings.api.log_level)
    handler = NoticeHandler(log, own=ROOMS)
    logging.getLogger().addHandler(handler)
    try:
        app = create_app(settings, log)
        config = uvicorn.Config(
            app,
            http=BoundedConnection,
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, app.state.front, lambda: announce(Started(_url(listener), _token(app.state))))
        server.run(sockets=[listener])
    except SystemExit:
        raise StartError("The server could not start; its log says why.") from None
    finally:
        logging.getLogger().removeHandler(handler)


def _token(state: object) -> str | None:
    return getattr(state, "first_admin_token", None)


class _Server(uvicorn.Server):
    """uvicorn's server, which tells when it is up and lets answers end before it cuts connections."""

    def __init__(self, config: uvicorn.Config, front: Front, up: Callable[[], None]) -> None:
        super().__init__(config)
        self._front = front
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._front.runs.drain(DRAIN_SECONDS)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop on the first signal, hurry on the second. uvicorn would raise the signal again and exit with it."""
        self.force_exit = self.should_exit
        self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that accepts connections from now on, so that the port is open while we wire the rest."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError:
        raise StartError(f"API_HOST is {host}, which is no address of this machine. Try 127.0.0.1.") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(_why(error, host, port)) from None
    listener.setblocking(False)
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may not be opened by this user. Choose one above 1023 with --port or API_PORT."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Choose another with --port or API_PORT."
    return f"Port {port} on {host} cannot be opened: {host} is no address of this machine. Try 127.0.0.1."


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
