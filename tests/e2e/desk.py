"""A scripted desk: the panel's own files as they are served, over an API that says what a test tells it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from api.routes import panel
from channels.assist.settings import AssistSettings
from tests.e2e import samples
from tests.e2e.listening import listening
from tests.e2e.samples import Json

REF = "r_7kq2"
OTHER = "r_9zx4"
DRAFT = "Please restart your modem and your router.\n\nThen try once more and tell me what you see."


def row(ref: str = REF, text: str = "It says 502, I cleared the cache", **changes: Any) -> Json:
    return {
        "ref": ref,
        "channel": "widget",
        "language": "en",
        "symptom": "bad-gateway",
        "outcome": "answered_steps",
        "turns": 2,
        "created_at": samples.now(),
        "updated_at": samples.now(),
        "held_by": None,
        "handed_off": True,
        "claimed_by": None,
        "closed_at": None,
        "last": {"author": "assistant", "text": "Of course: a person can take over from here."},
        "asked": text,
        **changes,
    }


def said(author: str, message: str, answer_id: str | None = None) -> Json:
    return {"at": samples.now(), "author": author, "message": message, "answer_id": answer_id}


def talk(ref: str = REF, **changes: Any) -> Json:
    return {
        "ref": ref,
        "channel": "widget",
        "language": "en",
        "created_at": samples.now(),
        "updated_at": samples.now(),
        "symptom": "bad-gateway",
        "held_by": None,
        "basis": "1.a",
        "attempts": [],
        "evidence": [],
        "turns": [
            said("user", "It says 502 Bad Gateway since this morning. I already cleared my cache and tried Firefox."),
            said("assistant", samples.steps()["text"], "a_steps"),
            said("user", "The restart did nothing. Can I talk to a person?"),
        ],
        "handoff": {
            "id": "h_1",
            "claimed_by": None,
            "claimed_at": None,
            "closed_at": None,
            "contact": "ana@example.com",
        },
        **changes,
    }


def brief(suggestion_id: str = "g_1", text: str = DRAFT, **changes: Any) -> Json:
    sentences = [
        {"text": one, "citations": [1] if n == 0 else [], "origin": "guide" if n == 0 else "wording"}
        for n, one in enumerate(text.split("\n\n") if text else [])
    ]
    quote = "Unplug your modem and your router, wait 30 seconds, and plug them in again."
    citations = [samples.citation(1, samples.RESTART["section"], quote)]
    return {
        "id": suggestion_id,
        "ref": REF,
        "summary": "ChatGPT shows 502 in the browser since this morning; clearing the cache did not help.",
        "attempts": [
            {**samples.attempt("clear-cache"), "title": "Clear your browser cache", "said_as": "cleared my cache"}
            | {"at": samples.now()},
            {**samples.attempt("other-browser"), "title": "Try another browser", "said_as": "tried Firefox"}
            | {"at": samples.now()},
        ],
        "evidence": ["OpenAI status shows no open incident.", "The customer said: VPN: off."],
        "verdict": {"scope": "just_you", "certainty": "likely", "reasons": ["It works on another network."]},
        "symptom": "bad-gateway",
        "language": "en",
        "basis": "1.a",
        "abstained": None,
        "suggestion": {"text": text, "sentences": sentences, "citations": citations},
        "next_step": {
            **{key: samples.RESTART[key] for key in ("id", "title", "variant", "text", "citation")},
            "why": "Not among the 2 they have tried, about 3 minutes.",
        },
        "missing_information": [
            {"about": "another network", "question": "Does it also fail on mobile data with Wi-Fi off?"}
        ],
        "similar": [
            {"conversation": OTHER, "symptom": "bad-gateway", "outcome": "answered_steps", "at": samples.now()}
        ],
        "status": samples.status(),
        "style": "plain",
        "styles": [],
        "answer": {**samples.steps("a_g1"), "id": f"a_{suggestion_id}"},
        "stale": False,
        "created_at": samples.now(),
        **changes,
    }


def trace() -> Json:
    hit = {"chunk_id": "chatgpt-bad-gateway#restart-connection", "score": 0.71, "dense_rank": 1, "lexical_rank": 2}
    return {
        "id": "a_g_1",
        "intent": "problem",
        "query": "502 bad gateway cleared cache",
        "language": "en",
        "symptom": "bad-gateway",
        "area": None,
        "facts": ["vpn_off"],
        "confidence": 0.9,
        "signs": ["502"],
        "outcome": "answered_steps",
        "reason": "nothing is posted and two steps were tried",
        "verdict_row": "G",
        "mode": "hybrid",
        "generation": "g1",
        "hits": [hit],
        "rejected": [{**hit, "chunk_id": "chatgpt-bad-gateway#prevention", "score": 0.12, "lexical_rank": None}],
        "checks": [{"name": "grounded", "passed": True, "detail": ""}],
        "timings": {"understand": 0.002, "search.dense": 0.011},
        "status": samples.status(),
    }


@dataclass
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Desk:
    """What the scripted API says; a test changes it while the page looks."""

    origin: str = ""
    signed_in: bool = True
    agent: str = "Mia"
    csrf: str = "proof-1"
    frame_origins: list[str] = field(default_factory=list)
    rows: list[Json] = field(default_factory=lambda: [row()])
    queue: list[Json] = field(default_factory=list)
    talks: dict[str, Json] = field(default_factory=lambda: {REF: talk(), OTHER: talk(OTHER, handoff=None)})
    briefs: list[Json] = field(default_factory=list)
    waits: list[asyncio.Event] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    waiting: list[Json] = field(default_factory=list)
    held_by_another: str = ""
    broken: bool = False
    no_model: bool = False
    broken_at: int = 0
    calls: list[Call] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def made(self, path: str, method: str = "POST") -> list[Any]:
        """Return the bodies of the calls to a path, in their order."""
        return [one.body for one in self.calls if (one.method, one.path) == (method, path)]

    def events(self, kind: str) -> list[Any]:
        return [one for one in self.made("/v1/assist/events") if one["kind"] == kind]


def problem(status: int, detail: str, **headers: str) -> Response:
    body = samples.problem(status, detail)
    return JSONResponse(body, status, headers or None, media_type="application/problem+json")


def _app(desk: Desk) -> FastAPI:
    app = FastAPI()
    app.state.front = SimpleNamespace(assist=AssistSettings(frame_origins=tuple(desk.frame_origins)))
    app.include_router(panel.router)
    app.add_api_route("/v1/{path:path}", _api(desk), methods=["GET", "POST", "DELETE"], response_model=None)
    return app


def _api(desk: Desk) -> Any:
    async def endpoint(path: str, request: Request) -> Response:
        raw = await request.body()
        body = json.loads(raw) if raw else None
        desk.limits += request.query_params.getlist("limit")
        desk.calls.append(Call(request.method, request.url.path, dict(request.headers), body))
        if path == "session":
            return _session(desk, request.method, body)
        if not desk.signed_in:
            return problem(401, "Sign in first.")
        if request.method != "GET" and request.headers.get("X-CSRF-Token") != desk.csrf:
            return problem(403, "The token of the session is missing.")
        if desk.broken:
            return problem(500, "Secret words of an exception.")
        return await _answer(desk, path.split("/"), request, body)

    return endpoint


def _session(desk: Desk, method: str, body: Any) -> Response:
    if method == "DELETE":
        desk.signed_in = False
        return Response(status_code=204)
    if method == "POST":
        if body["key"] == "limited":
            return problem(429, "Too many tries.", **{"Retry-After": "240"})
        if body["key"] != "sk_right":
            return problem(403 if body["key"] == "sk_search" else 401, "Not accepted.")
        desk.signed_in, desk.csrf = True, f"proof-{len(desk.calls)}"
    if not desk.signed_in:
        return problem(401, "Sign in first.")
    agent = {"id": f"k_{desk.agent}", "name": desk.agent}
    shown = {"agent": agent, "scopes": ["assist"], "csrf": desk.csrf, "idle_seconds": 1800}
    return JSONResponse({**shown, "expires_at": samples.now()}, 201 if method == "POST" else 200)


async def _answer(desk: Desk, parts: list[str], request: Request, body: Any) -> Response:
    match parts:
        case ["assist", "conversations"]:
            return JSONResponse(_part(desk.rows, request))
        case ["assist", "conversations", ref]:
            return JSONResponse(desk.talks[ref]) if ref in desk.talks else problem(404, "Not here.")
        case ["assist", "conversations", ref, "hold"]:
            return _hold(desk, ref, body["held"])
        case ["conversations", ref, "replies"]:
            return _reply(desk, ref, body["text"])
        case ["assist", "suggest"]:
            return await _suggest(desk, body)
        case ["assist", "suggestions", known]:
            because = desk.stale.get(known)
            return JSONResponse({"id": known, "stale": because is not None, "because": because})
        case ["answers", _, "explanation"]:
            return JSONResponse(trace())
        case ["assist", "queue"]:
            return JSONResponse(_part(desk.queue, request))
        case ["assist", "queue", ref, what]:
            return _move(desk, ref, what)
        case ["assist", "waiting"]:
            symptom = request.query_params["symptom"]
            waiting = _part(desk.waiting, request)
            return JSONResponse({"symptom": symptom, "status": samples.status(), **waiting})
        case ["assist", "broadcast"]:
            return _broadcast(desk, body["refs"])
        case ["assist", "events"]:
            return Response(status_code=204)
    return problem(404, "Not here.")


def _part(items: list[Json], request: Request) -> Json:
    """Return a part of a list; the cursor is where the next one begins."""
    begins = int(request.query_params.get("cursor", 0))
    ends = begins + int(request.query_params["limit"])
    return {"items": items[begins:ends], "next_cursor": str(ends) if ends < len(items) else None}


def _hold(desk: Desk, ref: str, held: bool) -> Response:
    if desk.held_by_another:
        return problem(409, f"{desk.held_by_another} has this conversation.")
    desk.talks[ref] = {**desk.talks[ref], "held_by": desk.agent if held else None}
    return JSONResponse(desk.talks[ref])


def _reply(desk: Desk, ref: str, text: str) -> Response:
    if desk.held_by_another:
        return problem(409, f"{desk.held_by_another} has this conversation.")
    before = desk.talks[ref]
    desk.talks[ref] = {**before, "held_by": desk.agent, "turns": [*before["turns"], said("agent", text)]}
    sent = {"ref": ref, "at": samples.now(), "agent": desk.agent, "held_by": desk.agent, "reaches": "widget"}
    return JSONResponse(sent, 201)


def _broadcast(desk: Desk, refs: list[str]) -> Response:
    if desk.broken_at and len(desk.made("/v1/assist/broadcast")) == desk.broken_at:
        return problem(500, "Secret words of an exception.")
    held = [one["ref"] for one in desk.waiting if one["held_by"] not in (None, desk.agent)]
    skipped = [{"ref": ref, "reason": "Another agent has it."} for ref in refs if ref in held]
    return JSONResponse({"sent": [ref for ref in refs if ref not in held], "skipped": skipped})


async def _suggest(desk: Desk, body: Any) -> Response:
    """Give the briefs in the order of the calls, each once its event is set; then the last one again."""
    if desk.no_model and "style" in body:
        return problem(422, "style needs a language model, and none is configured (BOT_LLM).")
    count = len(desk.made("/v1/assist/suggest"))
    given = desk.briefs or [brief()]
    chosen = given[min(count, len(given)) - 1]
    if count <= len(desk.waits):
        await desk.waits[count - 1].wait()
    return JSONResponse(chosen)


def _move(desk: Desk, ref: str, what: str) -> Response:
    item = next(one for one in desk.queue if one["ref"] == ref)
    if desk.held_by_another:
        return problem(409, f"{desk.held_by_another} has this handoff.")
    item["claimed_by"] = desk.agent if what == "claim" else None
    if what == "close":
        desk.queue.remove(item)
    return JSONResponse(item)


@asynccontextmanager
async def desk_serving(**changes: Any) -> AsyncIterator[Desk]:
    """Run a scripted desk."""
    desk = Desk(**changes)
    async with listening(_app(desk)) as desk.origin:
        yield desk
