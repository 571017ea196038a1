"""Watching the page for what nobody asks about: its changes are kept, and people who wait are told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.notify import Notifier
from bot.ports import StoreUnavailable
from status.history import History
from status.models import StatusReport
from status.ports import StatusReader

EVERY_SECONDS = 5.0
PATIENCE = 1.0
_log = logging.getLogger(__name__)


class Watch:
    """Looks at the cached report every few seconds, in one background task; it never reads the page itself."""

    def __init__(
        self, status: StatusReader, history: History, notifier: Notifier, every: float = EVERY_SECONDS
    ) -> None:
        self._status = status
        self._history = history
        self._notifier = notifier
        self._every = every
        self._task: asyncio.Task[None] | None = None
        self._seen: datetime | None = None
        self._opened = False
        self._closing = asyncio.Event()

    def start(self) -> None:
        """Begin; nobody waits for the database, and what it refuses is tried again with each look."""
        self._task = self._task or asyncio.create_task(self._go_on(), name="status watch")

    async def aclose(self) -> None:
        """Stop and close; calling it twice is harmless. What was begun may end: a driver is not to be broken off."""
        self._closing.set()
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait({task}, timeout=PATIENCE)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._notifier.notices.aclose()
        await self._history.aclose()

    async def look(self) -> None:
        """Look once: keep what changed, note what is over, deliver what is due."""
        report = await self._status.current()
        if report.checked_at is not None and report.checked_at != self._seen:
            await self._history.note(report)
            if await self._tried(lambda: self._note(report)):
                self._seen = report.checked_at
        await self._tried(self._notifier.deliver)

    async def _note(self, report: StatusReport) -> None:
        await self._notifier.note(report)

    async def _tried(self, act: Callable[[], Awaitable[object]]) -> bool:
        """Do it; a database that fails is opened again with the next look."""
        try:
            if not self._opened:
                await self._notifier.notices.open()
                self._opened = True
            await act()
        except StoreUnavailable:
            self._opened = False
            return False
        return True

    async def _go_on(self) -> None:
        while not self._closing.is_set():
            try:
                await self.look()
            except Exception:
                _log.exception("the watch of the status page failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self._every)
