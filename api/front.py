"""Everything a route may need, in one typed place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from api.auth import Gate, KeyScope
from api.metrics import AnswerMetrics
from api.runs import Runs
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.conversations.fallback import FallbackStore
from bot.notify import Notifier
from bot.warning import EarlyWarning
from bot.watch import Watch
from infra.telemetry import Log, Metrics
from knowledge.library import Library
from status.board import StatusBoard

if TYPE_CHECKING:
    from channels.slack.slack import Slack


@dataclass(slots=True)
class Front:
    """The wired rooms behind the door, and the door's own memory.

    `loose` is set at the end, when the library's background work could not be stopped in time.
    """

    settings: ApiSettings
    library: Library
    status: StatusBoard
    store: FallbackStore
    assistant: Assistant
    gate: Gate
    runs: Runs
    metrics: Metrics
    answers: AnswerMetrics
    warning: EarlyWarning
    notifier: Notifier
    watch: Watch
    log: Log
    contact_url: str = ""
    slack: Slack | None = None
    reindexing: asyncio.Lock = field(default_factory=asyncio.Lock)
    loose: bool = False


def _front(request: Request) -> Front:
    front: Front = request.app.state.front
    return front


Behind = Annotated[Front, Depends(_front)]


def needs(*scopes: KeyScope) -> Callable[[Request, Front], Awaitable[None]]:
    """Return a dependency that lets a caller with one of these scopes pass."""

    async def check(request: Request, front: Behind) -> None:
        await front.gate.require(request.headers, frozenset(scopes))

    return check
