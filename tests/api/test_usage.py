"""What a model does is read off the metrics; the application with a model behind it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import httpx2
from prometheus_client import CollectorRegistry, generate_latest

from api.usage import ModelUsage
from bot.settings import BotSettings
from bot.writers.usage import Usage
from tests.api.conftest import ADMIN, build, settings_in
from tests.api.layers import BASE
from tests.llm_server import model_server


def text(usage: Usage) -> str:
    registry = CollectorRegistry()
    registry.register(ModelUsage(usage))
    return generate_latest(registry).decode()


def test_calls_tokens_and_seconds_are_told():
    usage = Usage()
    usage.note("told", 0.7, (100, 20))
    usage.note("slow", 4.1, (100, 0))
    usage.dropped.update(["conditions are kept"])
    told = text(usage)
    assert 'signpost_model_calls_total{ended="told"} 1.0' in told
    assert 'signpost_model_tokens_total{direction="in"} 200.0' in told
    assert 'signpost_model_seconds_bucket{le="1.0"} 1.0' in told
    assert 'signpost_model_seconds_bucket{le="+Inf"} 2.0' in told
    assert 'signpost_model_dropped_total{check="conditions are kept"} 1.0' in told


def test_before_the_first_call_everything_is_nothing():
    assert 'signpost_model_tokens_total{direction="out"} 0.0' in text(Usage())


async def answered(folder, server, **bot):
    """Start the application with a model, ask once, stop it; return the answer and the metrics."""
    given = {"llm": "openai:m", "llm_base_url": server.url, "llm_first_seconds": 30, "llm_seconds": 40} | bot
    app = build(replace(settings_in(folder), bot=BotSettings(**given)))
    async with app.router.lifespan_context(app):
        await asyncio.to_thread(app.state.front.library.wait_ready, 60)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
            answer = (await client.post("/v1/chat", json={"message": "chatgpt 502 bad gateway"})).json()
            metrics = await client.get("/metrics", headers={"Authorization": f"Bearer {ADMIN}"})
    return answer, metrics.text


async def test_an_application_with_a_model_says_whose_words_they_are(tmp_path):
    async with model_server() as server:
        answer, metrics = await answered(tmp_path, server)
    assert answer["writer"] == "llm"
    assert 'signpost_model_calls_total{ended="told"} 1.0' in metrics
    assert "chatgpt 502 bad gateway" not in metrics


async def test_what_a_day_may_cost_is_counted_in_the_database_and_outlives_the_process(tmp_path):
    async with model_server() as server:
        await answered(tmp_path, server)
        with closing(sqlite3.connect(tmp_path / "data" / "signpost.db")) as database:
            ((spent,),) = database.execute("SELECT tokens FROM model_tokens").fetchall()
        answer, metrics = await answered(tmp_path, server, llm_tokens=spent + 500)
        assert len(server.bodies) == 1
    assert spent > 0
    assert answer["writer"] == "extractive"
    assert 'signpost_model_calls_total{ended="over_budget"} 1.0' in metrics
