"""Servers as processes of their own: own data folders, one database, one Slack."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import httpx2

from tests.api.conftest import ENGLISH, english_index, write_status
from tests.channels.slack.sending import SECRET
from tests.child import ROOT
from tests.slack_server import TOKEN

START_SECONDS = 60.0
SERVE = "from cli.main import run; run()"


class Process:
    """One server; it can be stopped, killed and started again. `up` is what a load balancer would know of it."""

    def __init__(self, folder: Path, database: Path, slack_url: str, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True)
        write_status(folder / "status.json")
        shutil.copytree(english_index(), folder / "data" / "index")
        self._log = folder / "log.txt"
        self._environment = {
            "API_PORT": str(self.port),
            "API_RATE_LIMIT": "off",
            "API_ADMIN_TOKEN": "the-administrators-token-of-these-tests",
            "BOT_DATABASE_URL": f"sqlite:///{database}",
            "DATA_DIR": str(folder / "data"),
            "KNOWLEDGE_GUIDES": str(ENGLISH),
            "KNOWLEDGE_MODEL": "hashing",
            "STATUS_PAGE_URL": f"fixed:{folder / 'status.json'}",
            "SLACK_API_URL": slack_url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            **environment,
        }
        self.child: asyncio.subprocess.Process | None = None
        self.up = False

    async def start(self, **more: str) -> None:
        """Start and wait until it is ready."""
        with self._log.open("ab") as log:
            self.child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                SERVE,
                "serve",
                cwd=ROOT,
                env={**os.environ, **self._environment, **more},
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(START_SECONDS), httpx2.AsyncClient(base_url=self.url) as client:
            while self.child.returncode is None:
                try:
                    if (await client.get("/readyz")).status_code == httpx2.codes.OK:
                        self.up = True
                        return
                except httpx2.TransportError:
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(f"the server ended with {self.child.returncode}: {self._log.read_text()[-2000:]}")

    async def post(self, way: str, body: bytes, headers: dict[str, str]) -> int:
        """Send one request and return its status."""
        async with httpx2.AsyncClient(base_url=self.url, timeout=30) as client:
            return (await client.post(way, content=body, headers=headers)).status_code

    async def end(self, how: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        assert self.child is not None
        self.up = False
        if self.child.returncode is None:
            self.child.send_signal(how)
        async with asyncio.timeout(START_SECONDS):
            return await self.child.wait()
