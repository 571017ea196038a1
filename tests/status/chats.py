"""The real assistant over a loopback page, with the embedder that needs no model: what a bad page does to chats."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.assistant import Assistant
from bot.conversations.memory import MemoryStore
from bot.factory import build_assistant
from bot.models import Answer, Channel, Question
from bot.settings import BotSettings
from knowledge.factory import build_library
from knowledge.library import Library
from knowledge.settings import SHIPPED_GUIDES, KnowledgeSettings
from status.cache import CachedStatus
from status.factory import build_source
from status.settings import StatusSettings
from tests.status_server import StatusPage

SAID = ("ChatGPT says 502 bad gateway", "I already cleared the cache", "is it me or is it everyone?", "still broken")


@dataclass
class Chats:
    """How chats went: seconds each, and what broke."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def share(self, part: float) -> float:
        """Return the seconds under which this part of the chats stayed."""
        rows = sorted(self.seconds)
        return rows[min(len(rows) - 1, int(part * len(rows)))] if rows else 0.0


@contextmanager
def english() -> Iterator[Library]:
    """Open the shipped English guide, indexed without a model."""
    with TemporaryDirectory() as folder:
        library = build_library(KnowledgeSettings(model="hashing", guides=(SHIPPED_GUIDES / "en",)), Path(folder))
        library.start()
        assert library.wait_ready(120)
        try:
            yield library
        finally:
            library.close()


@asynccontextmanager
async def bot_on(
    page: StatusPage, library: Library, settings: StatusSettings, total: float
) -> AsyncIterator[Assistant]:
    """Open an assistant that reads this page; one request to it may take `total` seconds."""
    status, store = CachedStatus(build_source(settings, total), settings), MemoryStore()
    await store.open()
    try:
        yield build_assistant(BotSettings(), library, status, store)
    finally:
        await status.aclose()
        await store.aclose()


async def chat(assistant: Assistant, times: int) -> Chats:
    """Hold so many chats of one message each, one after the other."""
    chats = Chats()
    for number in range(times):
        began = time.perf_counter()
        try:
            question = Question(SAID[number % len(SAID)], (), None, "en", Channel.API)
            chats.answers.append(await assistant.ask(question))
        except Exception as error:
            chats.failed.append(repr(error))
        chats.seconds.append(time.perf_counter() - began)
    return chats


def settings_for(page: StatusPage, ttl: float, max_age: float = 3600.0) -> StatusSettings:
    """Return settings under which a loopback page may be read."""
    return StatusSettings(page_url=page.home, allow_private=True, ttl_seconds=ttl, max_age_seconds=max_age)
