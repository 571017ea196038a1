"""A scripted server: it serves the page's own files under a strict policy, and says what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

import channels.widget
from channels.widget import bundle
from tests.e2e import samples
from tests.e2e.listening import listening
from tests.e2e.samples import Json

WIDGET = Path(channels.widget.__file__).parent
PAGES = WIDGET / "demo"
SCRIPT = "text/javascript"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
NO_CONTENT = 204

Play = Callable[[], Response]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    query: str = ""


@dataclass
class Site:
    """What the scripted server says next, and what it was asked."""

    origin: str = ""
    status: Json = field(default_factory=samples.status)
    chat: list[Play] = field(default_factory=list)
    resume: list[Play] = field(default_factory=list)
    conversation: list[Play] = field(default_factory=list)
    handoff: list[Play] = field(default_factory=list)
    feedback: list[Play] = field(default_factory=list)
    notify: list[Play] = field(default_factory=list)
    basics: Json = field(default_factory=samples.basics)
    page: str | None = None
    asked: list[Asked] = field(default_factory=list)

    def calls(self, method: str, path: str) -> list[Asked]:
        return [one for one in self.asked if (one.method, one.path) == (method, path)]


def events(answer_id: str, *sent: tuple[str, Json], first: int = 1) -> bytes:
    """Return events as they go over the wire, numbered from `first`."""
    numbered = enumerate(sent, first)
    blocks = (f"id: {answer_id}.{n}\nevent: {name}\ndata: {json.dumps(data)}\n\n" for n, (name, data) in numbered)
    return "".join(blocks).encode()


def streams(answer_id: str, *chunks: bytes, broken: bool = False, wait: asyncio.Event | None = None) -> Play:
    """Play chunks; `broken` cuts the line after the last one, `wait` holds back what comes last."""

    async def body() -> AsyncIterator[bytes]:
        at_once = chunks if broken else chunks[:-1]
        for chunk in at_once:
            yield chunk
        if wait:
            await wait.wait()
        if broken:
            raise ConnectionError("cut on purpose")
        yield chunks[-1]

    headers = {"Location": f"/v1/answers/{answer_id}/events", "Cache-Control": "no-cache"}
    return lambda: StreamingResponse(body(), media_type="text/event-stream", headers=headers)


def says(answer: Json, *sentences: str, wait: asyncio.Event | None = None) -> Play:
    """Play one whole answer: the status, its sentences, and (after `wait`) the answer."""
    first = [("status", answer["status"]), *(("sentence", {"text": text, "citations": []}) for text in sentences)]
    opening = events(answer["id"], *first)
    closing = events(answer["id"], ("answer", answer), first=len(first) + 1)
    return streams(answer["id"], opening, b": ping\n\n", closing, wait=wait)


def gives(body: Json | None, status: int = 200) -> Play:
    """Play a plain body, or an empty one."""
    return lambda: Response(status_code=NO_CONTENT) if body is None else JSONResponse(body, status)


def refuses(status: int, retry_after: int | None = None, **problem: Any) -> Play:
    """Play a problem."""
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    body = samples.problem(status, **problem)
    return lambda: JSONResponse(body, status, headers, media_type="application/problem+json")


def remembers(*turns: Json) -> Play:
    """Play a stored conversation."""
    body = {"id": samples.CONVERSATION, "created_at": samples.now(), "language": "en", "attempts": []}
    return gives({**body, "turns": list(turns)})


def _app(site: Site) -> Starlette:
    def plays(script: list[Play]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            raw = await request.body()
            body = json.loads(raw) if raw else None
            site.asked.append(Asked(request.method, request.url.path, dict(request.headers), body, request.url.query))
            return script.pop(0)()

        return endpoint

    async def file(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name == "index.html" and site.page is not None:
            return Response(site.page, media_type="text/html", headers={"Content-Security-Policy": POLICY})
        return FileResponse(PAGES / name, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})

    async def widget(request: Request) -> Response:
        name = request.path_params["name"]
        body = bundle.loader() if name == "signpost.js" else bundle.sheet() if name.endswith("css") else bundle.script()
        return Response(body, media_type="text/css" if name.endswith("css") else SCRIPT)

    async def words(request: Request) -> Response:
        pack = json.loads((WIDGET / "words" / request.path_params["name"]).read_text())
        return JSONResponse({**pack, "guide": site.basics})

    async def chat(request: Request) -> Response:
        return FileResponse(PAGES / "chat.html", headers={"Content-Security-Policy": POLICY})

    async def scenes(request: Request) -> Response:
        return JSONResponse({"scenes": [], "current": ""})

    async def status(request: Request) -> Response:
        site.asked.append(Asked(request.method, request.url.path, dict(request.headers), None))
        return JSONResponse(site.status)

    return Starlette(
        routes=[
            Route("/demo", file),
            Route("/demo/scenes", scenes),
            Route("/demo/{name}", file),
            Route("/chat", chat),
            Route("/widget/words/{name}", words),
            Route("/widget/{name}", widget),
            Route("/v1/status", status),
            Route("/v1/chat", plays(site.chat), methods=["POST"]),
            Route("/v1/answers/{id}/events", plays(site.resume)),
            Route("/v1/conversations/{id}", plays(site.conversation), methods=["GET", "DELETE"]),
            Route("/v1/conversations/{id}/handoff", plays(site.handoff), methods=["POST"]),
            Route("/v1/conversations/{id}/notify", plays(site.notify), methods=["POST", "DELETE"]),
            Route("/v1/feedback", plays(site.feedback), methods=["POST"]),
        ]
    )


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """Run a scripted server."""
    site = Site()
    async with listening(_app(site)) as site.origin:
        yield site
