"""Whole conversations through the front door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from status.settings import StatusSettings
from tests.api.conftest import build, settings_in, write_status
from tests.api.layers import BASE

SCRIPTS = yaml.safe_load((Path(__file__).parent / "scripts.yaml").read_text("utf-8"))


@asynccontextmanager
async def opened(folder: Path, scenario: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The real application with a status page that is read five times a second."""
    settings = settings_in(folder, scenario)
    quick = StatusSettings(page_url=settings.status.page_url, ttl_seconds=0.4, max_age_seconds=60)
    app = build(replace(settings, status=quick))
    async with app.router.lifespan_context(app):
        await asyncio.to_thread(app.state.front.library.wait_ready, 60)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
            yield client


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script["name"].replace(" ", "-"))
async def test_dialogue(script, tmp_path):
    """Every expectation of every turn holds, and a tried step is never offered again."""
    async with opened(tmp_path, script.get("status", "all-fine")) as client:
        conversation, tried = None, set()
        for turn in script["turns"]:
            if "status" in turn:
                await _turn_page(client, tmp_path, turn)
            body = {"message": turn.get("says", ""), "conversation_id": conversation}
            if "presses" in turn:
                body["attempts"] = turn["presses"]
            reply = await client.post("/v1/chat", json=body)
            assert reply.status_code == 200, reply.text
            answer = reply.json()
            conversation = answer["conversation_id"]
            _check(turn, answer)
            tried |= {(one["step_id"], one["variant"]) for one in answer["attempts"]}
            if "no_attempt" not in turn:
                offered = {(step["id"], step["variant"]) for step in answer["steps"]}
                assert not offered & tried
                assert not {step for step, _ in offered} & {step for step, variant in tried if variant is None}


async def _turn_page(client: httpx2.AsyncClient, folder: Path, turn: dict[str, Any]) -> None:
    """Change what the page says, and wait until the background reader has seen it."""
    write_status(folder / "status.json", turn["status"])
    for _ in range(200):
        if (await client.get("/v1/status")).json()["state"] == turn["page"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the page never became {turn['page']}")


def _check(turn: dict[str, Any], answer: dict[str, Any]) -> None:
    offered = {step["id"] for step in answer["steps"]}
    attempts = {one["step_id"]: one["result"] for one in answer["attempts"]}
    held = {one["id"]: one["reason"] for one in answer["held_back"]}
    cited = {one["chunk_id"].split("#")[1] for one in answer["citations"]}
    expected = {
        "outcome": answer["outcome"],
        "scope": answer["verdict"]["scope"],
        "certainty": answer["verdict"]["certainty"],
        "escalates": answer["escalation"] is not None,
        "status_state": answer["status"]["state"],
        "offers_nothing": not offered,
    }
    for key, found in expected.items():
        if key in turn:
            assert found == turn[key], (key, answer["text"])
    assert set(turn.get("offers", ())) <= offered
    assert not set(turn.get("never_offers", ())) & offered
    assert not set(turn.get("no_attempt", ())) & set(attempts)
    assert set(turn.get("cites", ())) <= cited
    assert {**attempts, **turn.get("attempts", {})} == attempts
    assert {**held, **turn.get("holds", {})} == held
    assert turn.get("text", "") in answer["text"]
    assert all(step["citation"] in {one["n"] for one in answer["citations"]} for step in answer["steps"])
