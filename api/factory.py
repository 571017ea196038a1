"""Wires the rooms behind the door, from the environment or from given settings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from api.auth import Gate
from api.front import Front
from api.metrics import AnswerMetrics
from api.runs import Runs
from api.sessions import Sessions
from api.settings import Settings
from api.surges import Surges
from api.tries import Tries
from api.usage import ModelUsage
from bot.conversations.factory import build_store
from bot.desk.desk import Desk
from bot.desk.expire import Kept
from bot.factory import build_assistant, build_courier, build_ledger, build_notifier
from bot.insights.factory import build_observatory
from bot.models import Channel
from bot.settings import NO_LLM
from bot.suggest import Suggester
from bot.warning import EarlyWarning
from bot.watch import Watch
from bot.writers.usage import Usage
from channels.assist.chatwoot import build_chatwoot
from infra.telemetry import Log, Metrics
from knowledge.factory import build_library
from status.factory import build_board
from status.history import History

if TYPE_CHECKING:
    from channels.slack.slack import Slack

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
    desk = Desk(settings.bot.database(data_dir))
    kept = Kept(timedelta(days=settings.bot.retention_days), timedelta(days=settings.assist.audit_days))
    store = build_store(settings.bot, data_dir, partial(desk.expire, kept))
    warning = EarlyWarning()
    metrics.registry.register(Surges(warning))
    usage = Usage()
    metrics.registry.register(ModelUsage(usage))
    history = History(settings.bot.database(data_dir), settings.status.page_url)
    notifier = build_notifier(settings.bot, data_dir, store)
    ledger = build_ledger(settings.bot, data_dir)
    assistant = build_assistant(settings.bot, library, status, store, warning, history, usage, ledger)
    token = settings.api.admin_token
    gate = Gate(store, token.get_secret_value() if token else None)
    front = Front(
        settings=settings.api,
        library=library,
        status=status,
        store=store,
        assistant=assistant,
        gate=gate,
        runs=Runs(assistant, answers, log, settings.api.max_answers),
        metrics=metrics,
        answers=answers,
        warning=warning,
        notifier=notifier,
        watch=Watch(status, history, notifier),
        log=log,
        desk=desk,
        sessions=Sessions(desk, gate, timedelta(minutes=settings.assist.idle_minutes)),
        tries=Tries(desk),
        assist=settings.assist,
        suggester=Suggester(assistant, library),
        chatwoot=build_chatwoot(settings.assist),
        courier=build_courier(settings.bot, desk),
        writes_by_model=settings.bot.llm != NO_LLM,
        observatory=build_observatory(settings.bot, data_dir, library, settings.status.page_url),
        contact_url=settings.bot.contact_url or "",
    )
    front.slack = _build_slack(settings, front)
    return front


def _build_slack(settings: Settings, front: Front) -> Slack | None:
    """Return the Slack channel where a token is set; without one not even its code is loaded."""
    if settings.slack is None or not settings.slack.on:
        return None
    from channels.slack.factory import build_ledger, build_slack
    from channels.slack.parts import Parts

    parts = Parts(
        settings=settings.slack,
        ledger=build_ledger(settings.bot.database(settings.data.data_dir)),
        assistant=front.assistant,
        store=front.store,
        report=front.status.current,
        library=front.library,
        notifier=front.notifier,
        warning=front.warning,
        counted=lambda answer: front.answers.answered(answer, Channel.SLACK.value),
    )
    return build_slack(settings.slack, parts)


@asynccontextmanager
async def running(front: Front, close_seconds: float = CLOSE_SECONDS) -> AsyncIterator[None]:
    """Open the rooms, and close what was opened, last first. The library loads on in the background.

    It is waited for `close_seconds` at the end, then left to itself, and `front.loose` says so.
    """
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_close, front, close_seconds)
        front.library.start()
        stack.push_async_callback(front.desk.aclose)  # after the store, which has it erase what is old
        stack.push_async_callback(front.store.aclose)
        stack.push_async_callback(front.observatory.aclose)
        await front.store.open()
        if front.courier is not None:
            stack.push_async_callback(front.courier.aclose)
            front.courier.start()
        stack.push_async_callback(front.status.aclose)
        await front.status.start()
        stack.push_async_callback(front.watch.aclose)
        front.watch.start()
        stack.push_async_callback(front.runs.drain, DRAIN_SECONDS)
        if front.slack is not None:
            stack.push_async_callback(front.slack.aclose)
            await front.slack.open()
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
