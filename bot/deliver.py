"""Delivering handoff packets to the operator's webhook: signed, once for each news, tried again until it is taken."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.desk.desk import Desk
from bot.desk.outbox import Outgoing
from bot.ports import StoreUnavailable
from infra.crash import crash
from infra.webhook import PREFIX, Posted, Webhook

EVENT = "conversation.handed_over"
SECRET_NAME = "handoff_secret"  # noqa: S105 - the name of one, not one
LEASE = timedelta(seconds=30)
EVERY_SECONDS = 2.0
PATIENCE = 1.0
MOST_TRIES = 12
_log = logging.getLogger(__name__)


class Courier:
    """Posts what is due, in one background task. Safe to run in several processes at once."""

    def __init__(
        self,
        desk: Desk,
        url: str,
        secret: str | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        every: float = EVERY_SECONDS,
    ) -> None:
        self._desk = desk
        self._url = url
        self._secret = secret
        self._clock = clock
        self._every = every
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def start(self) -> None:
        """Begin; what earlier processes left behind is taken up as their leases end."""
        self._task = self._task or asyncio.create_task(self._go_on(), name="handoff courier")

    async def aclose(self) -> None:
        """Stop; what is on its way is waited for a moment. Calling it twice is harmless."""
        self._closing.set()
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait({task}, timeout=PATIENCE)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def deliver(self) -> int:
        """Post what is due; return how many messages were taken up. Raises StoreUnavailable."""
        due = await self._desk.due(self._clock(), LEASE)
        for outgoing in due:
            crash("handoff-leased")
            await self._post(outgoing)
        return len(due)

    async def _post(self, outgoing: Outgoing) -> None:
        now = self._clock()
        message = {"type": EVENT, "timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}", "data": outgoing.data}
        came = await Webhook(self._url, await self._signing()).post(outgoing.message_id, now, message)
        crash("handoff-posted")
        if came is Posted.LATER and outgoing.tries < MOST_TRIES:
            return
        if came is not Posted.TAKEN:
            _log.warning("a handoff was not taken by the webhook")
        await self._desk.posted(outgoing)

    async def _signing(self) -> str:
        """Return the secret: the one that is set, else one that is made once for this installation."""
        if self._secret is None:
            made = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
            self._secret = await self._desk.kept(SECRET_NAME, made)
        return self._secret

    async def _go_on(self) -> None:
        while not self._closing.is_set():
            try:
                with contextlib.suppress(StoreUnavailable):
                    await self.deliver()
            except Exception:
                _log.exception("the courier of handoffs failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self._every)
