"""Claims what arrives, many at once: whoever comes while one transaction is written shares the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.assistant import new_answer_id
from bot.ports import StoreUnavailable
from channels.slack.ledger import Ledger
from channels.slack.models import Job

# Slack waits three seconds; what is not kept by then it sends again.
PATIENCE = 2.5
MOST = 200


class Intake:
    """Keeps jobs durably before anybody is told that they were taken."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._waiting: list[tuple[Job, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def claim(self, job: Job) -> bool:
        """Return whether the job is new. Raises StoreUnavailable when it could not be kept in time."""
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, told))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="slack intake")
        try:
            return await asyncio.wait_for(told, PATIENCE)
        except TimeoutError:
            raise StoreUnavailable("The database did not keep an event in time.") from None

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            arrived = [(job, new_answer_id()) for job, _ in batch]
            try:
                new = await self._ledger.claim(arrived, self._clock())
            except StoreUnavailable as error:
                for _, told in batch:
                    if not told.done():
                        told.set_exception(error)
                continue
            for (_, told), is_new in zip(batch, new, strict=True):
                if not told.done():
                    told.set_result(is_new)
