"""Socket Mode: what the socket brings is kept, then acknowledged; a connection that went dead is replaced."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import WSMsgType, web

from channels.slack.socket import Socket
from channels.slack.web import SlackFailed, Web
from tests.channels.slack.sending import mention
from tests.slack_server import ME
from tests.status.waiting import until


@dataclass
class Gateway:
    """Slack's end of the socket: what it acknowledges, and every connection that was made."""

    url: str = ""
    known: bool = True
    acknowledged: list[str] = field(default_factory=list)
    connections: list[web.WebSocketResponse] = field(default_factory=list)

    async def brings(self, name: str, payload: dict) -> None:
        """Send an envelope over the newest connection."""
        envelope = {"type": "events_api", "envelope_id": name, "payload": payload, "accepts_response_payload": False}
        await self.connections[-1].send_str(json.dumps(envelope))


@pytest.fixture
async def gateway():
    async with a_gateway() as opened:
        yield opened


@asynccontextmanager
async def a_gateway() -> AsyncIterator[Gateway]:
    gate = Gateway()

    async def call(request: web.Request) -> web.Response:
        if not gate.known:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": gate.url.replace("http", "ws") + "socket", "user_id": ME})

    async def connect(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        gate.connections.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                gate.acknowledged.append(json.loads(message.data)["envelope_id"])
        return socket

    app = web.Application()
    app.router.add_post("/api/{method}", call)
    app.router.add_get("/api/socket", connect)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    gate.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield gate
    await runner.cleanup()


@asynccontextmanager
async def listening(bot, gateway, **given):
    stop = asyncio.Event()
    socket = Socket(bot.app.state.front.slack, Web("xoxb-test", gateway.url), "xapp-test", **given)
    task = asyncio.create_task(socket.run(stop))
    await until(lambda: gateway.connections or task.done())
    yield socket
    stop.set()
    await task


async def test_what_the_socket_brings_is_kept_acknowledged_and_answered_once(joined, gateway):
    async with joined() as bot, listening(bot, gateway) as socket:
        await gateway.brings("e1", mention(1))
        await until(lambda: gateway.acknowledged == ["e1"])
        await gateway.brings("e2", mention(1, ts="1699.9"))
        await until(lambda: gateway.acknowledged == ["e1", "e2"])
        await bot.settled()
        assert socket.silent_seconds < 60
    assert len(bot.slack.replies) == 1


async def test_what_is_not_for_us_is_acknowledged_all_the_same(joined, gateway):
    async with joined() as bot, listening(bot, gateway):
        await gateway.brings("e1", {"type": "unheard_of"})
        await until(lambda: gateway.acknowledged == ["e1"])


async def test_a_connection_that_went_silent_is_replaced_and_works(joined, gateway):
    async with joined() as bot, listening(bot, gateway, look_seconds=0.3, believed_seconds=2.0):
        await until(lambda: len(gateway.connections) >= 2)
        await gateway.brings("e1", mention(1))
        await until(lambda: bot.slack.replies)
    assert gateway.acknowledged == ["e1"]


async def test_a_refused_token_ends_it(joined, gateway):
    gateway.known = False
    async with joined() as bot:
        socket = Socket(bot.app.state.front.slack, Web("xoxb-test", gateway.url), "xapp-test")
        with pytest.raises(SlackFailed, match="invalid_auth"):
            await socket.run(asyncio.Event())
