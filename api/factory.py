"""Wires the rooms behind the door, from the environment or from given settings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from api.auth import Gate
from api.front import Front
from api.metrics import AnswerMetrics
from api.runs import Runs
from api.settings import Settings
from bot.conversations.factory import build_store
from bot.factory import build_assistant
from infra.telemetry import Log, Metrics
from knowledge.factory import build_library
from status.factory import build_status

DRAIN_SECONDS = 2.5
# For commands, which have time; a server that was told to stop has not.
CLOSE_SECONDS = 10.0


def build_front(settings: Settings, log: Log) -> Front:
    """Wire everything; nothing is opened or started yet."""
    metrics = Metrics()
    answers = AnswerMetrics(metrics)
    data_dir = settings.data.data_dir
    library = build_library(settings.knowledge, data_dir)
    status = build_status(settings.status, data_dir)
    store = build_store(settings.bot, data_dir)
    assistant = build_assistant(settings.bot, library, status, store)
    token = settings.api.admin_token
    return Front(
        settings=settings.api,
        library=library,
        status=status,
        store=store,
        assistant=assistant,
        gate=Gate(store, token.get_secret_value() if token else None),
        runs=Runs(assistant, answers, log, settings.api.max_answers),
        metrics=metrics,
        answers=answers,
        log=log,
    )


@asynccontextmanager
async def running(front: Front, close_seconds: float = CLOSE_SECONDS) -> AsyncIterator[None]:
    """Open the rooms, and close what was opened, last first. The library loads on in the background.

    It is waited for `close_seconds` at the end, then left to itself, and `front.loose` says so.
    """
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_close, front, close_seconds)
        front.library.start()
        stack.push_async_callback(front.store.aclose)
        await front.store.open()
        stack.push_async_callback(front.status.aclose)
        await front.status.start()
        stack.push_async_callback(front.runs.drain, DRAIN_SECONDS)
        yield


async def _close(front: Front, seconds: float) -> None:
    loop, closed = asyncio.get_running_loop(), asyncio.Event()

    def close() -> None:
        front.library.close()
        with suppress(RuntimeError):  # nobody waited this long: the loop is gone
            loop.call_soon_threadsafe(closed.set)

    threading.Thread(target=close, name="library closing", daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            await closed.wait()
    except TimeoutError:
        front.loose = True
