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
from api.surges import Surges
from bot.conversations.factory import build_store
from bot.factory import build_assistant, build_notifier
from bot.warning import EarlyWarning
from bot.watch import Watch
from infra.telemetry import Log, Metrics
from knowledge.factory import build_library
from status.factory import build_board
from status.history import History

DRAIN_SECONDS = 2.5
# For commands, which have time; a server that was told to stop has not.
CLOSE_SECONDS = 10.0


def build_front(settings: Settings, log: Log) -> Front:
    """Wire everything; nothing is opened or started yet."""
    metrics = Metrics()
    answers = AnswerMetrics(metrics)
    data_dir = settings.data.data_dir
    library = build_library(settings.knowledge, data_dir)
    status = build_board(settings.status, data_dir)
    store = build_store(settings.bot, data_dir)
    warning = EarlyWarning()
    metrics.registry.register(Surges(warning))
    history = History(settings.bot.database(data_dir), settings.status.page_url)
    notifier = build_notifier(settings.bot, data_dir, store)
    assistant = build_assistant(settings.bot, library, status, store, warning, history)
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
        warning=warning,
        notifier=notifier,
        watch=Watch(status, history, notifier),
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
        stack.push_async_callback(front.watch.aclose)
        front.watch.start()
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
