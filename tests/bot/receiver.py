"""A loopback server that takes webhooks and answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Got:
    """What came, headers in lower case."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The real time: signatures are checked against it."""
        return datetime.now(UTC)


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[tuple[str, Got]]:
    """Answer with these status codes in turn, the last one for ever."""
    got, left = Got(), list(statuses)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head if line)}
        got.requests.append((headers, await reader.readexactly(int(headers.get("content-length", 0)))))
        status = left.pop(0) if len(left) > 1 else left[0]
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", got
