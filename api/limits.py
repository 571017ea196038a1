"""A body's size and time, bounded before anything reads it."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import BODY_TOO_LARGE, BODY_TOO_SLOW, MALFORMED_REQUEST, Kind
from api.refuse import problem_response

MOST_BYTES = 64 * 1024
SECONDS = 10.0
# Python refuses to read a number of thousands of digits; nothing this long is a length.
MOST_DIGITS = 18
# What is taken off a refused client's hands, so that it reads our response instead of a reset connection.
DRAINED_BYTES = 4 * 1024 * 1024
DRAIN_SECONDS = 2.0


class _TooLargeError(Exception):
    """More bytes than a body may have."""


class BodyLimit:
    """Reads the whole body, then passes it on in one piece; 413 past the size, 408 past the time."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES, seconds: float = SECONDS) -> None:
        self.app = app
        self._most = most
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or refuse it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdecimal():
            return await _refuse(MALFORMED_REQUEST, scope, receive, send)
        try:
            if len(length) > MOST_DIGITS or int(length) > self._most:
                raise _TooLargeError
            async with asyncio.timeout(self._seconds):
                body = await self._read(receive)
        except _TooLargeError:
            return await _refuse(BODY_TOO_LARGE, scope, receive, send)
        except TimeoutError:
            return await _refuse(BODY_TOO_SLOW, scope, receive, send)
        except ClientDisconnect:
            return None
        return await self.app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes:
        """Return the body. Raises _TooLargeError as soon as it is, ClientDisconnect when the rest will not come."""
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            size += len(message.get("body", b""))
            if size > self._most:
                raise _TooLargeError
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again


async def _refuse(kind: Kind, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once, then take a bounded rest of the body off the wire and close."""

    async def first_answer_then_drain(message: Message) -> None:
        last = message["type"] == "http.response.body"
        await send({**message, "more_body": True} if last else message)
        if last:
            if headers.get("expect", "").lower() != "100-continue":
                await _drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    headers = Headers(scope=scope)
    await problem_response(kind, headers={"Connection": "close"})(scope, receive, first_answer_then_drain)


async def _drain(receive: Receive) -> None:
    size = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while size <= DRAINED_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
