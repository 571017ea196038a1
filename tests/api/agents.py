"""Agents of the tests: keys, and browsers that are signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2

from api.auth import KeyScope, make_key
from tests.api.layers import BASE


async def a_key(client: Any, name: str = "Ana", *scopes: KeyScope) -> str:
    """Return the token of a new key, with the scope of agents unless others are given."""
    key, token = make_key(name, scopes or (KeyScope.ASSIST,), datetime.now(UTC))
    await client.app.state.front.store.add_key(key)
    return token


def bearer(token: str) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def browser(client: Any, address: str = "127.0.0.1") -> AsyncIterator[httpx2.AsyncClient]:
    """Open a browser of its own on the same application."""
    transport = httpx2.ASGITransport(app=client.app, client=(address, 5000))
    async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as made:
        made.app = client.app  # type: ignore[attr-defined]
        yield made


@asynccontextmanager
async def signed_in(client: Any, name: str = "Ana", token: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Open a browser that signed in, and sends the session's token with every request."""
    async with browser(client) as made:
        reply = await made.post("/v1/session", json={"key": token or await a_key(client, name)})
        assert reply.status_code == 201, reply.text
        made.headers["X-CSRF-Token"] = reply.json()["csrf"]
        yield made


async def talk(
    client: Any, message: str = "502 bad gateway, I already cleared my cache", **body: Any
) -> tuple[str, str]:
    """Ask, and return the conversation's id and reference."""
    reply = await client.post("/v1/chat", json={"message": message, **body})
    assert reply.status_code == 200, reply.text
    conversation = reply.json()["conversation_id"]
    return conversation, (await client.app.state.front.store.get(conversation)).ref
