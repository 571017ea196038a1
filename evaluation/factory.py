"""Wiring of the evaluation: the bot as in production, on a fixed status page and a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from bot.conversations.memory import MemoryStore
from bot.factory import build_assistant
from bot.settings import BotSettings
from evaluation.settings import EvaluationSettings
from evaluation.subject import ScenarioStatus, Subject
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings
from status.cache import CachedStatus

# An index of every language from nothing, on a busy machine or through a slow embedding server.
_LOADING_SECONDS = 3600.0


class NotReadyError(Exception):
    """The guide could not be made ready for questions; the message says why in one plain sentence."""


@asynccontextmanager
async def open_subject(
    settings: EvaluationSettings, knowledge: KnowledgeSettings | None = None
) -> AsyncIterator[Subject]:
    """Yield the bot once its model and index are ready. `KNOWLEDGE_*` and `BOT_*` count as in production.

    With `knowledge` that is the guide and the model, whatever the environment says.

    The index lives beside the results and is built once. Raises NotReadyError when it does not come up.
    """
    library = build_library(knowledge or KnowledgeSettings(), settings.results / "work")
    store, status = MemoryStore(), ScenarioStatus()
    library.start()
    try:
        # A degraded bot would be measured as if it were the real one.
        if not library.wait_ready(_LOADING_SECONDS) or library.state.word != "ready":
            raise NotReadyError(f"The guide is not ready: {' '.join(library.state.detail) or library.state.word}")
        await store.open()
        # The assistant reads the page only through `current()`, which is all that stands here.
        assistant = build_assistant(BotSettings(), library, cast(CachedStatus, status), store)
        yield Subject(assistant, library, status, store)
    finally:
        await store.aclose()
        library.close()
