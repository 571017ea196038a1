"""A loopback server that speaks OpenAI's chat completions, well or badly, as a script says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

FAULTS = (
    *("reset", "hang before", "hang after", "drip", "malformed", "wrong schema", "empty", "endless"),
    *("401", "429", "500", "truncated", "not utf-8"),
)
Script = Callable[[dict[str, Any]], str]


def material(body: dict[str, Any]) -> dict[str, Any]:
    """Return what stands between the fences of a request."""
    return json.loads(body["messages"][1]["content"].split("\n")[1])


def written(*sentences: tuple[str, list[str]]) -> str:
    """Return a model's text with these sentences."""
    return json.dumps({"sentences": [{"text": text, "chunks": chunks} for text, chunks in sentences]})


def repeats(body: dict[str, Any]) -> str:
    """A good, dull model: the first sentence of each section, as it stands."""
    sections = material(body)["sections"]
    return written(*((one["text"].split(". ")[0].rstrip(".") + ".", [one["id"]]) for one in sections))


class LlmServer:
    """Answers with what `script` makes of a request, or with the fault named in `fault`."""

    def __init__(self, script: Script = repeats, fault: str = "", structured: bool = True) -> None:
        self.script, self.fault, self.structured = script, fault, structured
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(
                    next(line for line in head.lower().split("\r\n") if line.startswith("content-length")).split(":")[1]
                )
                body = json.loads(await reader.readexactly(length))
                self.headers.append(head)
                self.bodies.append(body)
                await self._say(body, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _say(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        if self.fault == "reset":
            writer.transport.abort()
        elif self.fault == "hang before":
            await asyncio.sleep(30)
        elif self.fault[:3].isdecimal():
            _refuse(writer, int(self.fault[:3]), self.fault)
        elif "response_format" in body and not self.structured:
            _refuse(writer, 400, "400")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            await self._stream(body, writer)
        await writer.drain()

    async def _stream(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        text = self._text(body)
        for start in range(0, len(text), 40):
            writer.write(_event({"content": text[start : start + 40]}))
            await writer.drain()
            if self.fault == "drip":
                await asyncio.sleep(0.2)
        if self.fault == "hang after":
            await asyncio.sleep(30)
        if self.fault == "not utf-8":
            writer.write(b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n')
        while self.fault == "endless":
            writer.write(_event({"content": "and on "}))
            await writer.drain()
        if self.fault != "truncated":
            writer.write(_event({}, "stop") + b"data: [DONE]\n\n")

    def _text(self, body: dict[str, Any]) -> str:
        whole = self.script(body)
        return {
            "malformed": whole.replace(":", ";"),
            "wrong schema": json.dumps({"answer": whole}),
            "empty": "",
            "endless": "",
            "hang after": whole[:60],
            "drip": " " * 4000 + whole,
            "truncated": whole[: len(whole) * 2 // 3],
        }.get(self.fault, whole)


def _refuse(writer: asyncio.StreamWriter, code: int, why: str) -> None:
    told = json.dumps({"error": {"message": f"no: {why}", "type": "test", "code": str(code)}}).encode()
    lines = (
        f"HTTP/1.1 {code} No",
        "Content-Type: application/json",
        f"Content-Length: {len(told)}",
        "Connection: close",
    )
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + told)


def _event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    told = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(told).encode() + b"\n\n"


@asynccontextmanager
async def model_server(*given: Any, kind: type[LlmServer] = LlmServer, **named: Any) -> AsyncIterator[LlmServer]:
    """Serve on loopback; `url` is the base address."""
    server = kind(*given, **named)
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        with suppress(asyncio.CancelledError):
            await server.answer(reader, writer)
        connections.discard(task)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listening.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
