"""Serves an application on a free loopback port, in the running loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette


class _Guest(uvicorn.Server):
    """A server that leaves the signals of the process alone: they belong to the test run."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    """Serve until the block ends; yields the origin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _Guest(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
        running = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
