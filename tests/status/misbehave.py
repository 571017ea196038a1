"""Every way in which a status page may misbehave: whole answers, changed bodies, disturbances below HTTP."""

from __future__ import annotations

import asyncio
import socket
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

Reply = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/json; charset=utf-8"}
HTML = b"<!doctype html><html><body><h1>Just a moment...</h1></body></html>"


def _error(code: int, **headers: str) -> Callable[[], Reply]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: (code, {"Content-Type": "text/html", **named}, HTML)


def _every(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _every(change(name, one), change, name) for name, one in value.items()}
    return [_every(one, change, key) for one in value] if isinstance(value, list) else value


def _emptied(name: str, value: Any) -> Any:
    return [] if name in ("components", "items", "affected_components") else value


def _mistyped(name: str, value: Any) -> Any:
    if name in ("page", "summary") or isinstance(value, list):
        return value if value and name in ("page", "summary", "components", "items") else "a string"
    return 7 if isinstance(value, str) else "words"


def _strange(name: str, value: Any) -> Any:
    return "wobbly" if name in ("status", "current_status", "indicator") and isinstance(value, str) else value


def _nulled(name: str, value: Any) -> Any:
    return value if name in ("page", "summary") else None


async def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(5000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _garbage(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 this is not HTTP\r\n\r\n")
    await writer.drain()


@cache
def _bomb() -> Reply:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    zeros = b"0" * 1_000_000
    pieces = [packer.compress(piece) for piece in (b'{"a":"', *[zeros] * 40, b'"}')]
    return 200, {**JSON, "Content-Encoding": "gzip"}, b"".join(pieces) + packer.flush()


def _deep() -> Reply:
    return 200, JSON, b'{"components":' + b"[" * 3000 + b"]" * 3000 + b"}"


REPLIES: dict[str, Callable[[], Reply]] = {
    "500": _error(500),
    "502": _error(502),
    "503": _error(503, Retry_After="1"),
    "403": _error(403),
    "405": _error(405),
    "429": _error(429, Retry_After="1"),
    "html": _error(200),
    "html-as-json": lambda: (200, JSON, HTML),
    "empty": lambda: (200, JSON, b""),
    "empty-object": lambda: (200, JSON, b"{}"),
    "null": lambda: (200, JSON, b"null"),
    "not-utf8": lambda: (200, JSON, b'{"page": "\xff\xfe"}'),
    "huge": lambda: (200, JSON, b'{"a":"' + b"0" * 6_000_000 + b'"}'),
    "deep": _deep,
    "gzip-bomb": _bomb,
    "redirect-away": _error(302, Location="http://status.example.com/api/v2/summary.json"),
    "redirect-private": _error(302, Location="https://127.0.0.1/api/v2/summary.json"),
    "redirect-metadata": _error(302, Location="https://169.254.169.254/latest/meta-data"),
    "redirect-loop": _error(302, Location="/again"),
}
CHANGES: dict[str, Callable[[Any], Any]] = {
    "empty-components": lambda body: _every(body, _emptied),
    "wrong-types": lambda body: _every(body, _mistyped),
    "unknown-words": lambda body: _every(body, _strange),
    "nulls": lambda body: _every(body, _nulled),
}
DISTURBANCES = {"reset": _reset, "dripping": _drip, "hanging": _hang, "garbage": _garbage}
FAULTS = (*REPLIES, *CHANGES, *DISTURBANCES, "truncated", "bad-gzip")
"""Every way of being unreadable; `old` and `skewed-clock` are told apart: such a page can be read."""
