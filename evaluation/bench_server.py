"""The server as its operator meets it: a process of its own, from its start to the last of many questions."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from evaluation.bench_page import Row

SERVE = "from cli.main import run; run()"
START_SECONDS = 300.0
TOGETHER = 8
_POLL_SECONDS = 0.005
_QUIET_PAGE = {
    "page": {"id": "bench", "name": "Status", "url": "https://status.example.com"},
    "status": {"indicator": "none", "description": "All Systems Operational"},
    "components": [],
    "incidents": [],
    "scheduled_maintenances": [],
}


class ServerEndedError(Exception):
    """The server ended, or did not come up in time; the message says which."""


async def measure_server(data: Path, texts: Sequence[str]) -> list[Row]:
    """Start the server over an index that is there, ask it every text one at a time and together, each twice.

    The first half of the texts is asked one at a time, the other half together. Raises ServerEndedError.
    """
    half = len(texts) // 2
    started = time.perf_counter()
    async with _server(data) as (process, client):
        rows = await _cold_start(process, client, started)
        rows.append(Row("memory when ready", _resident(process.pid), how="resident set of the server's process"))
        for part, at_once in ((texts[:half], 1), (texts[half:], TOGETHER)):
            for what in ("distinct", "repeated"):
                rows.append(await _rate(client, part, at_once, what))
        asked = 2 * len(texts) + 1
        rows.append(Row(f"memory after {asked} questions", _resident(process.pid), how="the same process"))
    return rows


@asynccontextmanager
async def _server(data: Path) -> AsyncIterator[tuple[Process, httpx2.AsyncClient]]:
    page = data.parent / "status.json"
    page.write_text(json.dumps({"platform": "statuspage", "bodies": {"/api/v2/summary.json": _QUIET_PAGE}}), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    # A database of its own: what is asked here must not lie among an operator's conversations.
    database = f"BOT_DATABASE_URL=sqlite:///{data / 'signpost.db'}"
    settings = (f"DATA_DIR={data}", f"STATUS_PAGE_URL=fixed:{page}", "API_RATE_LIMIT=off", "BOT_LLM=none", database)
    process = await asyncio.create_subprocess_exec(
        *("/usr/bin/env", *settings),
        *(sys.executable, "-c", SERVE, "serve", "--port", str(port)),
        cwd=Path(__file__).parents[1],
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=START_SECONDS) as client:
            yield process, client
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _cold_start(process: Process, client: httpx2.AsyncClient, started: float) -> list[Row]:
    await asyncio.wait_for(_until_open(process, client), START_SECONDS)
    opened = time.perf_counter() - started
    ready, answered = await asyncio.gather(_until_ready(client, started), _first_answer(client, started))
    return [
        Row("start: port open", f"{opened:.1f} s", how="from the process's start; its files were read before"),
        Row("start: first answer", f"{answered:.1f} s", how="asked when the port opened, by keywords until ready"),
        Row("start: ready", f"{ready:.1f} s", how="`/readyz` is 200: model loaded, index open"),
    ]


async def _until_open(process: Process, client: httpx2.AsyncClient) -> None:
    while True:
        if process.returncode is not None:
            raise ServerEndedError(f"The server ended with {process.returncode}.")
        try:
            _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        except OSError:
            await asyncio.sleep(_POLL_SECONDS)
        else:
            writer.close()
            return


async def _until_ready(client: httpx2.AsyncClient, started: float) -> float:
    while (await client.get("/readyz")).status_code != httpx2.codes.OK:
        if time.perf_counter() - started > START_SECONDS:
            raise ServerEndedError("The server was not ready in time.")
        await asyncio.sleep(10 * _POLL_SECONDS)
    return time.perf_counter() - started


async def _first_answer(client: httpx2.AsyncClient, started: float) -> float:
    await _ask(client, "chatgpt says bad gateway")
    return time.perf_counter() - started


async def _rate(client: httpx2.AsyncClient, texts: Sequence[str], at_once: int, what: str) -> Row:
    waiting = iter(texts)
    started = time.perf_counter()
    await asyncio.gather(*(_work(client, waiting) for _ in range(at_once)))
    each = len(texts) / (time.perf_counter() - started)
    how = "one client" if at_once == 1 else f"{at_once} clients"
    return Row(f"{what} questions, {how}", f"{each:.0f} a second", how="over HTTP, conversations kept in SQLite")


async def _work(client: httpx2.AsyncClient, waiting: Iterator[str]) -> None:
    for text in waiting:
        await _ask(client, text)


async def _ask(client: httpx2.AsyncClient, text: str) -> None:
    (await client.post("/v1/chat", json={"message": text})).raise_for_status()


def _resident(pid: int) -> str:
    """Return the resident memory of a process, where the system tells it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
        (kilobytes,) = [int(line.split()[1]) for line in lines if line.startswith("VmRSS:")]
    except (OSError, ValueError):
        return "not told by this system"
    return f"{kilobytes / 1024:.0f} MB"
