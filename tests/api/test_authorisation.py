"""Every route x who calls x whose object: generated from the route table, so that a new route cannot be forgotten."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
import yaml

from api.app import ROUTES
from api.auth import KeyScope, make_key
from api.connection import BoundedConnection
from api.sessions import COOKIE
from bot.conversations.sql import SqlStore
from tests.api.conftest import ADMIN, build, settings_in

TABLE: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "authorisation.yaml").read_text("utf-8"))
IDENTITIES = (
    *("nobody", "customer", "ask", "search", "assist", "revoked"),
    *("session_without_csrf", "session", "revoked_session", "admin"),
)
# Beside the modules' routes: the framework's own document, and the door for MCP.
BESIDE = {"GET /openapi.json", "GET /mcp", "POST /mcp", "DELETE /mcp"}
_addresses = itertools.count(1)


def routes() -> set[str]:
    """Every method and path that the application serves."""
    found = ((route.methods or set(), route.path) for module in ROUTES for route in module.router.routes)
    return {f"{method} {path}" for methods, path in found for method in methods - {"HEAD"}} | BESIDE


def expected(opens: str, identity: str, *, unsafe: bool) -> int | None:
    """Return the status that keeps a caller out; None for who may."""
    if opens in ("public", "capability"):
        return None
    signed_in = identity in ("session", "session_without_csrf")
    if identity in ("nobody", "customer", "revoked", "revoked_session") or (signed_in and opens in ("ask", "mcp")):
        return 401
    if opens == "session":
        return 401 if not signed_in else 403 if identity == "session_without_csrf" and unsafe else None
    if identity == "session_without_csrf" and unsafe:
        return 403
    scopes = {
        "agent": {"assist"},
        "search": {"search", "assist"},
        "mcp": {"search", "assist"},
        "ask": {"ask"},
        "admin": set(),
    }
    who = "assist" if signed_in else identity
    return None if who == "admin" or who in scopes[opens] else 403


@dataclass
class Door:
    """A running server, its keys and its sessions."""

    url: str
    tokens: dict[str, str]

    def client(self, identity: str) -> httpx2.Client:
        """Return a client as this caller sends its requests, each from an address of its own."""
        headers = {"X-Forwarded-For": f"198.51.{next(_addresses) % 250}.{next(_addresses) % 250}"}
        if identity in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[identity]}"
        return httpx2.Client(base_url=self.url, headers=headers, timeout=60)

    def signed_in(self, key: str) -> dict[str, str]:
        """Sign in and return the headers of the session."""
        with self.client("nobody") as client:
            reply = client.post("/v1/session", json={"key": self.tokens[key]})
        assert reply.status_code == 201, reply.text
        return {"Cookie": f"{COOKIE}={reply.cookies[COOKIE]}", "X-CSRF-Token": reply.json()["csrf"]}


async def make_keys(folder: Path) -> dict[str, str]:
    store, tokens = SqlStore(f"sqlite:///{folder / 'data' / 'signpost.db'}"), {"admin": ADMIN}
    await store.open()
    wanted = {
        "ask": "ask",
        "search": "search",
        "assist": "assist",
        "ben": "assist",
        "revoked": "assist",
        "leaving": "assist",
    }
    for name, scope in wanted.items():
        key, tokens[name] = make_key(name, [KeyScope(scope)], datetime.now(UTC))
        await store.add_key(key)
    await store.revoke_key(tokens["revoked"][3:].partition(".")[0], datetime.now(UTC))
    await store.aclose()
    return tokens


async def revoke(folder: Path, token: str) -> None:
    store = SqlStore(f"sqlite:///{folder / 'data' / 'signpost.db'}")
    await store.open()
    assert await store.revoke_key(token[3:].partition(".")[0], datetime.now(UTC))
    await store.aclose()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server of one's own, with keys of every kind."""
    folder = tmp_path_factory.mktemp("authorisation")
    settings = settings_in(folder, trusted_proxies="127.0.0.0/8")
    tokens = asyncio.run(make_keys(folder))
    app = build(settings)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=BoundedConnection, ws="none", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    app.state.front.library.wait_ready(60)
    yield Door(f"http://127.0.0.1:{listener.getsockname()[1]}", tokens)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def sessions(door: Door, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The headers of each caller who is signed in, or was."""
    kept, gone = door.signed_in("assist"), door.signed_in("leaving")
    folder = next(iter(sorted(tmp_path_factory.getbasetemp().glob("authorisation*"))))
    asyncio.run(revoke(folder, door.tokens["leaving"]))
    bare = {"Cookie": kept["Cookie"]}
    return {"session": kept, "session_without_csrf": bare, "revoked_session": gone}


def objects(door: Door, wanted: str) -> dict[str, str]:
    """Make what a request names."""
    found: dict[str, str] = {}
    if "$" not in wanted:
        return found
    with door.client("admin") as admin:
        answer = admin.post("/v1/chat", json={"message": "502 bad gateway, I cleared my cache"}).json()
        found["$conversation"], found["$answer"] = answer["conversation_id"], answer["id"]
        listed = admin.get("/v1/assist/conversations", params={"show": "all", "limit": 1}).json()
        found["$ref"] = found["$handed_over"] = listed["items"][0]["ref"]
        if "$handed_over" in wanted:
            admin.post(f"/v1/conversations/{found['$conversation']}/handoff", json={})
        if "$suggestion" in wanted:
            brief = admin.post("/v1/assist/suggest", json={"conversation": found["$ref"]})
            found["$suggestion"] = brief.json()["id"]
    return found


def nothing() -> dict[str, str]:
    """Return ids of the right shape that stand for nothing."""
    ref = f"r_{secrets.token_hex(5)}"
    named = {"$conversation": f"c_{secrets.token_urlsafe(18)}", "$answer": f"a_{secrets.token_urlsafe(18)}"}
    return {**named, "$ref": ref, "$handed_over": ref, "$suggestion": f"g_{secrets.token_urlsafe(18)}"}


def filled(value: Any, found: dict[str, str]) -> Any:
    """Put the objects where a row names them."""
    if isinstance(value, dict):
        return {name: filled(one, found) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, found) for one in value]
    return found.get(value, value) if isinstance(value, str) else value


def call(door: Door, sessions: dict[str, dict[str, str]], route: str, identity: str, found: dict[str, str]) -> int:
    """Send the row's request as this caller, and return the status."""
    (method, template), row = route.split(" ", 1), TABLE[route]
    path = re.sub(r"\{([^}]+)\}", lambda slot: filled(row["path"][slot[1]], found), template)
    headers = {**row.get("headers", {}), **sessions.get(identity, {})}
    body = {"json": filled(row["body"], found)} if "body" in row else {}
    # Some answers are streams without an end: the status is all that is read.
    with (
        door.client(identity) as client,
        client.stream(method, path, params=row.get("query"), headers=headers, **body) as reply,
    ):
        return reply.status_code


def test_every_route_has_its_row_and_every_row_its_route():
    assert sorted(TABLE) == sorted(routes())


@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_may_passes_and_nobody_else(door, sessions, route):
    row = TABLE[route]
    passes = row["passes"] if isinstance(row["passes"], list) else [row["passes"]]
    told: dict[str, int] = {}
    wanted: dict[str, list[int]] = {}
    unsafe = not route.startswith("GET")
    found = objects(door, str(row))
    for identity in IDENTITIES:
        kept_out = expected(row["opens"], identity, unsafe=unsafe)
        headers = sessions
        if row.get("fresh_session") and identity == "session":
            headers = {**sessions, "session": door.signed_in("assist")}
        told[identity] = call(door, headers, route, identity, found)
        if unsafe and kept_out is None:
            found = objects(door, str(row))
        wanted[identity] = passes if kept_out is None else [kept_out]
    assert {who: status for who, status in told.items() if status not in wanted[who]} == {}


@pytest.mark.parametrize("route", sorted(route for route, row in TABLE.items() if "unknown" in row))
def test_what_is_not_there_tells_a_stranger_no_more_than_what_is(door, sessions, route):
    """Who may not see gets the same status for an object that is there and for one that is not."""
    row = TABLE[route]
    unsafe = not route.startswith("GET")
    told = {identity: call(door, sessions, route, identity, nothing()) for identity in IDENTITIES}
    assert told == {who: expected(row["opens"], who, unsafe=unsafe) or row["unknown"] for who in IDENTITIES}


@pytest.mark.parametrize("route", sorted(route for route, row in TABLE.items() if row["opens"] == "capability"))
def test_the_reference_that_agents_see_opens_nothing_for_a_customer(door, sessions, route):
    found = objects(door, str(TABLE[route]))
    crossed = {"$conversation": found["$ref"], "$answer": found["$ref"]}
    assert [call(door, sessions, route, who, crossed) for who in ("customer", "assist", "admin")] == [404] * 3


@pytest.mark.parametrize(
    "route", sorted(route for route, row in TABLE.items() if row["opens"] == "agent" and "unknown" in row)
)
def test_the_id_that_a_customer_has_opens_nothing_of_the_agents(door, sessions, route):
    found = objects(door, str(TABLE[route]))
    crossed = dict.fromkeys(("$ref", "$handed_over", "$suggestion", "$answer"), found["$conversation"])
    assert call(door, sessions, route, "customer", crossed) == 401
    assert call(door, sessions, route, "assist", crossed) in (404, 422)


@pytest.mark.parametrize("route", sorted(route for route, row in TABLE.items() if "taken" in row))
def test_what_another_agent_has_is_theirs(door, sessions, route):
    row, told = TABLE[route], {}
    for identity in ("assist", "session", "admin"):
        found = objects(door, str(row))
        with door.client("ben") as ben:
            if row["taken"] == "hold":
                took = ben.post(f"/v1/assist/conversations/{found['$ref']}/hold", json={"held": True})
            else:
                took = ben.post(f"/v1/assist/queue/{found['$handed_over']}/claim")
        assert took.status_code == 200
        told[identity] = call(door, sessions, route, identity, found)
    assert told == {"assist": 409, "session": 409, "admin": 409}
