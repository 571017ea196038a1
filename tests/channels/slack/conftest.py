"""The real application with Slack switched on, driven by signed HTTP alone, over a stand-in for Slack's Web API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from channels.slack.settings import SlackSettings
from tests.api.conftest import build, opened, settings_in  # noqa: F401 - a fixture
from tests.api.layers import BASE
from tests.channels.slack.sending import SECRET, WAY, as_form, as_json, signed
from tests.slack_server import TOKEN, Call, SlackServer, a_slack
from tests.status.waiting import until


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A stand-in for Slack."""
    with a_slack() as running:
        yield running


@dataclass
class Bot:
    """The application and its Slack."""

    app: FastAPI
    client: httpx2.AsyncClient
    slack: SlackServer
    folder: Path

    async def send(self, payload: dict[str, Any], **more: Any) -> httpx2.Response:
        """Send a payload, signed, and return the response."""
        form = payload.get("type") in ("block_actions", "message_action") or "command" in payload
        body, kind = (as_form if form else as_json)(payload)
        return await self.client.post(WAY, content=body, headers=signed(body, kind, **more))

    async def says(self, payload: dict[str, Any], count: int = 1, method: str = "chat.postMessage") -> list[Call]:
        """Send a payload, wait until it was answered so many times, and return those calls."""
        before = len(self.slack.of(method))
        assert (await self.send(payload)).status_code == 200
        await until(lambda: len(self.slack.of(method)) >= before + count)
        return self.slack.of(method)[before:]

    async def settled(self) -> None:
        """Wait until nothing that was taken is left to be done."""
        async with asyncio.timeout(20):
            while await self.app.state.front.slack.left():  # noqa: ASYNC110 - the database announces nothing
                await asyncio.sleep(0.02)


Joined = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
def joined(tmp_path: Path, slack: SlackServer) -> Joined:
    """Start the application: `async with joined("all-fine", thread_turns=2) as bot`."""

    @asynccontextmanager
    async def start(scenario: str = "all-fine", **given: Any) -> AsyncIterator[Bot]:
        told = {"bot_token": TOKEN, "signing_secret": SECRET, "api_url": slack.url, **given}
        app = build(replace(settings_in(tmp_path, scenario), slack=SlackSettings(**told)))
        async with app.router.lifespan_context(app):
            await asyncio.to_thread(app.state.front.library.wait_ready, 60)
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
                yield Bot(app, client, slack, tmp_path)

    return start
