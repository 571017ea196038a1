"""A loopback status page that can be told what to say and how to misbehave.

In tests: `async with StatusPage("conversations-down") as page`, then `page.url`; change `page.scenario`, `page.shape`
and `page.fault` under way. By hand: `python -m tests.status_server --scenario conversations-down --port 8099`, with
`STATUS_PAGE_URL=http://127.0.0.1:8099 STATUS_ALLOW_PRIVATE=1` for the bot.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from tests.status.bodies import bodies
from tests.status.misbehave import CHANGES, DISTURBANCES, FAULTS, JSON, REPLIES, Reply
from tests.status.other_bodies import HOMES, OTHERS
from tests.status.scenarios import SCENARIOS, UNREADABLE, Scenario

DOCUMENT = {"Content-Type": "text/html; charset=utf-8"}


class StatusPage:
    """One page. `hits` counts requests by path; `delay` is in seconds.

    `replies` overrides bodies by path; `moved` redirects a path, or answers it with a code and headers and
    `moved_body`. `faults_left` bounds how often the fault is shown (-1: always).
    """

    def __init__(
        self, scenario: str | Scenario = "all-fine", platform: str = "incidentio", shape: str = "native", port: int = 0
    ) -> None:
        self.scenario = scenario
        self.platform = platform
        self.shape = shape
        self.fault = ""
        self.delay = 0.0
        self.etags = False
        self.headers: dict[str, str] = {}
        self.replies: dict[str, Any] = {}
        self.moved: dict[str, str | tuple[int, dict[str, str]]] = {}
        self.moved_body = b""
        self.faults_left = -1
        self.faulty_paths: tuple[str, ...] = ("/",)
        self.hits: Counter[str] = Counter()
        self.seen: list[dict[str, str]] = []
        self.connections = 0
        self._port = port
        self._server: asyncio.Server | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._old: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for handler in self._handlers:
            handler.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Return the address of the page's host."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def home(self) -> str:
        """Return the page's own address, as a person would copy it."""
        return self.url + HOMES.get(self.platform, "")

    def remember(self) -> None:
        """Keep what the page would have said an hour ago, for the fault `old` to replay."""
        self._old = self.content(timedelta(hours=1))

    def content(self, ago: timedelta = timedelta(0)) -> dict[str, Any]:
        """Return the bodies of this moment, or of one before, by path."""
        if self.scenario == UNREADABLE:
            return {}
        scenario = SCENARIOS[self.scenario]() if isinstance(self.scenario, str) else self.scenario
        scenario = replace(scenario, now=scenario.now - ago)
        return {**bodies(scenario, self.platform, self.shape, "127.0.0.1"), **self.replies}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer_one(reader, writer):
                pass
        self._handlers.discard(task)
        writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        asked = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in head[1:] if row)}
        self.hits[path] += 1
        self.seen.append(asked)
        await asyncio.sleep(self.delay)
        fault = self.fault if path.startswith(self.faulty_paths) and self.faults_left else ""
        self.faults_left -= bool(fault) and self.faults_left > 0
        if fault in DISTURBANCES:
            await DISTURBANCES[fault](writer)
            return False
        return await _send(writer, *self._reply(path, asked, fault))

    def _reply(self, path: str, asked: dict[str, str], fault: str) -> Reply:
        if path in self.moved:
            moved = self.moved[path]
            return (302, {"Location": moved}, b"") if isinstance(moved, str) else (*moved, self.moved_body)
        if fault in REPLIES:
            return REPLIES[fault]()
        if self.scenario == UNREADABLE:
            return REPLIES["503"]()
        content = self._old if fault == "old" else self.content()
        if path not in content:
            return 404, {"Content-Type": "text/html"}, b"<html>not found</html>"
        if isinstance(content[path], str):
            return self._packed({**DOCUMENT, **self.headers}, content[path].encode(), fault)
        body = json.dumps(CHANGES[fault](content[path]) if fault in CHANGES else content[path]).encode()
        tag = f'W/"{hash(body)}"'
        if self.etags and asked.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        return self._packed({**JSON, **({"ETag": tag} if self.etags else {}), **self.headers}, body, fault)

    def _packed(self, headers: dict[str, str], body: bytes, fault: str) -> Reply:
        if fault == "truncated":
            return 200, headers, body[: len(body) // 2]
        if fault == "bad-gzip":
            return 200, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)[:-20] + b"damaged damaged dam!"
        if fault == "skewed-clock":
            headers = {**headers, "Date": format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)}
        return 200, headers, body


async def _send(writer: asyncio.StreamWriter, code: int, headers: dict[str, str], body: bytes) -> bool:
    told = {"Date": format_datetime(datetime.now(UTC), usegmt=True), "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    writer.write(f"HTTP/1.1 {code} X\r\n{head}\r\n".encode("latin-1") + body)
    await writer.drain()
    return True


async def serve(arguments: argparse.Namespace) -> None:
    """Serve one scenario until interrupted."""
    async with StatusPage(arguments.scenario, arguments.platform, arguments.shape, arguments.port) as page:
        page.fault = arguments.fault
        sys.stdout.write(f"{arguments.scenario} at {page.home}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description="A loopback status page.")
    parser.add_argument("--scenario", choices=[*SCENARIOS, UNREADABLE], default="all-fine")
    parser.add_argument("--platform", choices=["incidentio", "statuspage", *OTHERS], default="incidentio")
    parser.add_argument(
        "--shape", choices=["native", "shim", "widget", "proxy", "summary", "documented"], default="native"
    )
    parser.add_argument("--fault", choices=["", *FAULTS, "skewed-clock"], default="")
    parser.add_argument("--port", type=int, default=8099)
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
