"""A loopback Chatwoot: pages of messages as its API sends them, for whoever has the token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-of-these-tests"
PAGE = 20


def a_message(number: int, content: str | None, kind: int = 0, **more: Any) -> dict[str, Any]:
    """Return a message: kind 0 is the customer's, 1 an agent's, 2 an event, 3 a template."""
    message = {"id": number, "content": content, "message_type": kind, "created_at": 1_763_600_000 + number * 60}
    return {**message, "private": False, "content_type": "text", "sender": {"name": "Kim", "type": "contact"}, **more}


@dataclass
class Helpdesk:
    """What it holds and what it was asked; `raw` is sent instead where it is set."""

    conversations: dict[tuple[int, int], list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 200
    raw: bytes | None = None
    url: str = ""

    def answer(self, target: str, token: str) -> tuple[int, bytes]:
        """Return status and body of a request."""
        self.asked.append(target)
        if token != TOKEN:
            return 401, b"{}"
        if self.status != 200 or self.raw is not None:
            return self.status, self.raw or b"{}"
        parts = urlsplit(target)
        _, api, version, accounts, account, kind, conversation, leaf = parts.path.split("/")
        assert (api, version, accounts, kind, leaf) == ("api", "v1", "accounts", "conversations", "messages")
        found = self.conversations.get((int(account), int(conversation)))
        if found is None:
            return 404, b'{"error":"Resource could not be found"}'
        before = int(parse_qs(parts.query).get("before", ["999999"])[0])
        page = [one for one in found if one["id"] < before][-PAGE:]
        return 200, json.dumps({"meta": {"labels": []}, "payload": page}).encode()


@asynccontextmanager
async def a_helpdesk() -> AsyncIterator[Helpdesk]:
    """Serve one on loopback."""
    desk = Helpdesk()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        status, body = desk.answer(head[0].split(" ")[1], headers.get("api_access_token", ""))
        told = f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nlocation: http://127.0.0.1:9/\r\n"
        writer.write(f"{told}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        desk.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield desk
