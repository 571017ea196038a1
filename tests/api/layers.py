"""A tiny application behind one layer, and a client for it."""

from __future__ import annotations

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

BASE = "http://127.0.0.1:8000"


async def echo_size(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the size of the body; /boom breaks before, /late after the response has begun."""
    request = Request(scope, receive)
    if scope["path"] == "/boom":
        raise RuntimeError("the secret recipe")
    if scope["path"] == "/late":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("the secret recipe")
    body = await request.body()
    response: Response = JSONResponse({"size": len(body), "path": scope["path"]})
    await response(scope, receive, send)


def client(app: ASGIApp, address: str = "203.0.113.9") -> httpx2.AsyncClient:
    """Return a client that calls the application in this process."""
    transport = httpx2.ASGITransport(app=app, client=(address, 5000))
    return httpx2.AsyncClient(transport=transport, base_url=BASE)
