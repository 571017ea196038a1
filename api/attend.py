"""Answers requests on an open socket until a signal says stop."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn

from api.app import create_app
from api.connection import BoundedConnection
from api.factory import DRAIN_SECONDS
from api.front import Front
from api.settings import Settings
from infra.telemetry import NoticeHandler, build_log

# After the drain: time for the last bytes to leave before connections are cut; five seconds in all.
GRACE_SECONDS = 1
ROOMS = ("api", "bot", "channels", "infra", "knowledge", "status")


def attend(settings: Settings, listener: socket.socket, up: Callable[[str | None], None]) -> None:
    """Serve on a socket that listens already; `up` is given the administrator's token, if it was just made.

    Raises SystemExit, as uvicorn does, when the application does not come up.
    """
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
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, app.state.front, lambda: up(_token(app.state)))
        server.run(sockets=[listener])
        if app.state.front.loose:
            _leave()
    finally:
        logging.getLogger().removeHandler(handler)


def _leave() -> NoReturn:
    """End the process as it is: taking the interpreter down under a thread in native code crashes it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


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
