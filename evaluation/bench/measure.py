"""The measurements, one function each; none knows of the others."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import local

import httpx2

from api.factory import build_front, running
from api.settings import ApiSettings, Settings
from bot.models import Channel, Question
from evaluation.bench.figures import Answering, Indexing, Load, Start, spread
from evaluation.bench.server import COMMAND, PATIENCE, NoServerError, Server
from evaluation.bench.settings import environment, rooms
from infra.telemetry import build_log
from knowledge.factory import build_embedder
from knowledge.settings import KnowledgeSettings

Tick = Callable[[], None]


def index(data: Path, page: Path) -> Indexing:
    """Run `signpost index` on the configured guides."""
    began = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, "index", "--json"], env=environment(data, page, "-"), capture_output=True, check=False
    )
    whole = time.perf_counter() - began
    if done.returncode:
        raise NoServerError("The index could not be built; `signpost index` says why.")
    report = json.loads(done.stdout)
    return Indexing(whole, report["seconds"], report["embedded"])


def start(server: Server, question: str) -> Start:
    """Watch a server come up: its port, its first answer, whether by keywords or by meaning, and all of it."""
    opened = server.opened()
    with server.client() as client:
        _ask(client, question)
        answered = server.age()
    return Start(opened, answered, server.ready())


async def answers(data: Path, page: Path, texts: Sequence[str], tick: Tick) -> Answering:
    """Embed each text bare and answer it, one by the other, so that both meet the same noise; then answer all again.

    The first tenth of the texts warms up and is not counted.
    """
    settings = _settings(data, page)
    front = build_front(settings, build_log(level="error"))
    bare, distinct, repeated = [], [], []
    async with running(front):
        if not await asyncio.to_thread(front.library.wait_ready, PATIENCE) or front.library.state.word != "ready":
            raise NoServerError(f"The guide is not ready: {' '.join(front.library.state.detail)}")
        embedder = await asyncio.to_thread(build_embedder, settings.knowledge)
        for text in texts:
            began = time.perf_counter()
            await asyncio.to_thread(embedder.embed_query, text)
            between = time.perf_counter()
            await front.assistant.ask(Question(text, channel=Channel.API))
            bare.append(between - began)
            distinct.append(time.perf_counter() - between)
            tick()
        for text in texts:
            began = time.perf_counter()
            await front.assistant.ask(Question(text, channel=Channel.API))
            repeated.append(time.perf_counter() - began)
            tick()
    counted = slice(len(texts) // 10, None)
    return Answering(spread(bare[counted]), spread(distinct[counted]), spread(repeated[counted]))


def load(server: Server, texts: Sequence[str], clients: int, tick: Tick) -> Load:
    """Ask a server all these questions, each in a conversation of its own, from so many clients at once."""
    own = local()

    def ask(text: str) -> float:
        if not hasattr(own, "client"):
            own.client = server.client()
        began = time.perf_counter()
        _ask(own.client, text)
        waited = time.perf_counter() - began
        tick()
        return waited

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        waits = list(pool.map(ask, texts))
    return Load(clients, len(texts), time.perf_counter() - began, spread(waits))


def size(server: Server) -> tuple[int, int]:
    """Return how many sections and languages' worth of text a server has, by what its search can return."""
    raise NotImplementedError


def _ask(client: httpx2.Client, text: str) -> None:
    answered = client.post("/v1/chat", json={"message": text})
    if answered.status_code != httpx2.codes.OK:
        raise NoServerError(f"A question was answered with {answered.status_code}.")


def _settings(data: Path, page: Path) -> Settings:
    folder, status, bot = rooms(data, page)
    return Settings(ApiSettings(), KnowledgeSettings(), status, bot, folder)
