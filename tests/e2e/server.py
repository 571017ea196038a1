"""The real server as a process of its own, reading a status page on loopback."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.child import ROOT
from tests.status.scenarios import CONVERSATIONS, Scenario
from tests.status_server import StatusPage

START_SECONDS = 110.0
AGENT = {"Authorization": "Bearer the-administrators-token-of-these-tests"}
SERVE = "from cli.main import run; run()"


@dataclass
class Server:
    """A running server and the page it reads."""

    origin: str
    page: StatusPage

    async def posts(self, state: str, word: str = "operational") -> None:
        """Change the state of Conversations, and wait until the server has read the change."""
        self.page.scenario = Scenario({CONVERSATIONS: word})
        async with asyncio.timeout(START_SECONDS), httpx2.AsyncClient(base_url=self.origin) as client:
            while True:
                if (await client.get("/v1/status")).json()["state"] == state:
                    return
                await asyncio.sleep(0.1)

    async def newest(self) -> str:
        """Return the reference by which agents know the newest conversation."""
        async with httpx2.AsyncClient(base_url=self.origin, headers=AGENT) as client:
            listed = (await client.get("/v1/assist/conversations", params={"show": "all"})).json()
        return str(listed["items"][0]["ref"])

    async def agent(self, way: str, body: dict[str, object]) -> None:
        """Have an agent do something."""
        async with httpx2.AsyncClient(base_url=self.origin, headers=AGENT) as client:
            (await client.post(way, json=body)).raise_for_status()

    async def conversation(self, conversation_id: str) -> httpx2.Response:
        async with httpx2.AsyncClient(base_url=self.origin) as client:
            return await client.get(f"/v1/conversations/{conversation_id}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _until_ready(origin: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(START_SECONDS), httpx2.AsyncClient(base_url=origin) as client:
        while process.returncode is None:
            try:
                if (await client.get("/readyz")).status_code == httpx2.codes.OK:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError(f"the server ended with {process.returncode} before it was ready")


@asynccontextmanager
async def real_server(data_dir: Path, scenario: Scenario) -> AsyncIterator[Server]:
    """Run `signpost serve` with the hashing embedder against a status page of our own; yields when it is ready."""
    async with StatusPage(scenario) as page:
        read = {"STATUS_PAGE_URL": page.url, "STATUS_ALLOW_PRIVATE": "1", "STATUS_TTL_SECONDS": "1"}
        async with _serving(data_dir, {**read, "STATUS_PAGE_NAME": "OpenAI status"}) as origin:
            yield Server(origin, page)


@asynccontextmanager
async def staged_server(data_dir: Path) -> AsyncIterator[str]:
    """Run `signpost serve` as a demonstration, whose visitors choose the day; yields its origin when it is ready."""
    async with _serving(data_dir, {"STATUS_PLATFORM": "fixed"}) as origin:
        yield origin


@asynccontextmanager
async def _serving(data_dir: Path, status: dict[str, str]) -> AsyncIterator[str]:
    port = _free_port()
    settings = {
        "DATA_DIR": str(data_dir),
        "KNOWLEDGE_MODEL": "hashing",
        "API_RATE_LIMIT": "off",
        "API_ADMIN_TOKEN": AGENT["Authorization"].removeprefix("Bearer "),
        **status,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", SERVE, "serve", "--port", str(port)),
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        origin = f"http://127.0.0.1:{port}"
        await _until_ready(origin, process)
        yield origin
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
