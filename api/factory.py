"""Wires the rooms behind the door, from the environment or from given settings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from api.auth import Gate
from api.front import Front
from api.metrics import AnswerMetrics
from api.runs import Runs
from api.settings import ApiSettings, SettingsError, explain_settings
from bot.conversations.factory import build_store
from bot.factory import build_assistant
from bot.settings import BotSettings
from infra.settings import DataSettings
from infra.telemetry import Log, Metrics
from knowledge.factory import build_library
from knowledge.library import Library
from knowledge.settings import KnowledgeSettings
from status.factory import build_status
from status.settings import StatusSettings

DRAIN_SECONDS = 2.5
CLOSE_SECONDS = 0.5

Some = TypeVar("Some", bound=BaseSettings)


@dataclass(frozen=True, slots=True)
class Settings:
    """What every room needs to know."""

    api: ApiSettings
    knowledge: KnowledgeSettings
    status: StatusSettings
    bot: BotSettings
    data: DataSettings


def read_settings() -> Settings:
    """Read the environment. Raises SettingsError, naming each wrong variable and what would be right."""
    return Settings(
        api=_read(ApiSettings),
        knowledge=_read(KnowledgeSettings),
        status=_read(StatusSettings),
        bot=_read(BotSettings),
        data=_read(DataSettings),
    )


def _read(kind: type[Some]) -> Some:
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError(explain_settings(error, kind.model_config.get("env_prefix", ""))) from None


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
async def running(front: Front) -> AsyncIterator[None]:
    """Open the rooms, and close what was opened, last first. The library loads on in the background."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_close, front.library)
        front.library.start()
        stack.push_async_callback(front.store.aclose)
        await front.store.open()
        stack.push_async_callback(front.status.aclose)
        await front.status.start()
        stack.push_async_callback(front.runs.drain, DRAIN_SECONDS)
        yield


async def _close(library: Library) -> None:
    """Close the library, and leave it to itself when it takes longer than a shutdown may: it loads a model, say."""
    loop, closed = asyncio.get_running_loop(), asyncio.Event()

    def close() -> None:
        library.close()
        with suppress(RuntimeError):  # nobody waited this long: the loop is gone
            loop.call_soon_threadsafe(closed.set)

    threading.Thread(target=close, name="library closing", daemon=True).start()
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await closed.wait()
