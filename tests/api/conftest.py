"""The real application over the shipped guide, the embedder that needs no model, and a status page in a file."""

from __future__ import annotations

import asyncio
import atexit
import io
import json
import shutil
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.connection import BoundedConnection
from api.settings import ApiSettings, Settings
from bot.settings import BotSettings
from infra.settings import DataSettings
from infra.telemetry import build_log
from knowledge.factory import build_library
from knowledge.settings import SHIPPED_GUIDES, KnowledgeSettings
from status.settings import StatusSettings
from tests.api.layers import BASE
from tests.status.bodies import bodies
from tests.status.scenarios import SCENARIOS, UNREADABLE

# One language keeps starting an application cheap; the languages have tests of their own.
ENGLISH = SHIPPED_GUIDES / "en"
ADMIN = "the-administrators-token-of-these-tests"


def write_status(path: Path, scenario: str = "all-fine") -> None:
    """Write what the status page says from now on; `unreadable` is no JSON."""
    if scenario == UNREADABLE:
        path.write_text("{")
        return
    content = {"platform": "incidentio", "name": "OpenAI status", "url": "https://status.openai.com"}
    path.write_text(json.dumps({**content, "bodies": bodies(SCENARIOS[scenario](), "incidentio")}))


@cache
def english_index() -> Path:
    """An index of the English guide, built once and copied to wherever an application starts."""
    folder = Path(tempfile.mkdtemp(prefix="signpost-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = build_library(KnowledgeSettings(model="hashing", guides=(ENGLISH,)), folder)
    library.start()
    assert library.wait_ready(120)
    library.close()
    return folder / "index"


def settings_in(
    folder: Path, scenario: str = "all-fine", guides: tuple[Path, ...] = (ENGLISH,), **api: Any
) -> Settings:
    """Return settings that need no network and no model; the rate is not limited unless asked."""
    write_status(folder / "status.json", scenario)
    if guides == (ENGLISH,) and not (folder / "data").exists():
        shutil.copytree(english_index(), folder / "data" / "index")
    given = {"rate_limit": "off", "admin_token": ADMIN, "allowed_hosts": "", "allowed_origins": "", **api}
    return Settings(
        api=ApiSettings(**given),
        knowledge=KnowledgeSettings(model="hashing", guides=guides),
        status=StatusSettings(page_url=f"fixed:{folder / 'status.json'}"),
        bot=BotSettings(),
        data=DataSettings(data_dir=folder / "data"),
    )


def build(settings: Settings, log: io.StringIO | None = None) -> FastAPI:
    """Return the application, its log in a string."""
    return create_app(settings, build_log(log or io.StringIO(), "debug"))


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one real server that the whole session shares; its rate is not limited."""
    app = build(settings_in(tmp_path_factory.mktemp("door")))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=BoundedConnection, ws="none", log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app.state.front.library.wait_ready(60)
    yield url
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def caller(door: str) -> Iterator[httpx2.Client]:
    """A client of the shared server, without a token."""
    with httpx2.Client(base_url=door, timeout=60) as client:
        yield client


@pytest.fixture
def admin(door: str) -> Iterator[httpx2.Client]:
    """A client of the shared server with the administrator's token."""
    with httpx2.Client(base_url=door, timeout=30, headers={"Authorization": f"Bearer {ADMIN}"}) as client:
        yield client


Opened = Callable[..., AbstractAsyncContextManager[httpx2.AsyncClient]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Open an application of one's own in this process: `async with opened(rate_limit=1) as client`."""

    @asynccontextmanager
    async def start(scenario: str = "all-fine", **given: Any) -> AsyncIterator[httpx2.AsyncClient]:
        app = build(settings_in(tmp_path, scenario, **given))
        async with app.router.lifespan_context(app):
            await asyncio.to_thread(app.state.front.library.wait_ready, 60)
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
                client.app = app  # type: ignore[attr-defined]
                yield client

    return start


def ask(caller: httpx2.Client, message: str = "chatgpt says 502 bad gateway", **body: Any) -> dict[str, Any]:
    """Ask and return the answer."""
    reply = caller.post("/v1/chat", json={"message": message, **body})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer
