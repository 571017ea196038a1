"""The tasks that work off what was claimed: each leases a job, has it answered, posts, and notes that it is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.ports import StoreUnavailable
from channels.slack.ledger import LEASE, Ledger
from channels.slack.models import Leased, Place, Say
from channels.slack.web import SlackFailed, Web
from infra.crash import crash

# Answers are the work of the processor: more of them at once would only make acknowledgements wait.
AT_ONCE = 2
IDLE_SECONDS = 1.0
LAST_SECONDS = 1.0
MOST_TRIES = 10
# An answer that breaks so often is given up with a word about it.
MOST_BREAKS = 3
LONGEST_WAIT = 300.0
_log = logging.getLogger(__name__)

Handle = Callable[[Leased], Awaitable[tuple[Say, ...]]]


class Workers:
    """A few tasks of our own, held on to until they end. Safe beside those of other processes.

    Messages leave one at a time, each noted before the next: whoever is killed has at most one of them unnoted.
    """

    def __init__(
        self,
        ledger: Ledger,
        web: Web,
        handle: Handle,
        sorry: Callable[[Leased], Say | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._web = web
        self._handle = handle
        self._sorry = sorry
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._tasks: set[asyncio.Task[None]] = set()
        self._holding: asyncio.Task[None] | None = None
        self._out: dict[str, asyncio.Task[bool]] = {}
        self._closing = False
        self._stopped = False
        self._news = asyncio.Event()
        self._posting = asyncio.Lock()

    def start(self) -> None:
        """Begin; what earlier processes left behind is taken up as their leases end."""
        self._tasks = {asyncio.create_task(self._work(), name="slack worker") for _ in range(AT_ONCE)}
        self._holding = asyncio.create_task(self._hold_on(), name="slack leases")

    def wake(self) -> None:
        """Say that there is something to do."""
        self._news.set()

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, let what was begun end, and give back what did not in time."""
        self._closing = True
        self._news.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            self._stopped = True
            await _end(late)
        if self._out:
            # A message on its way is waited for a little longer: broken off, it might be posted twice.
            _, late_posts = await asyncio.wait(self._out.values(), timeout=LAST_SECONDS)
            await _end(late_posts)
        if self._holding is not None:
            await _end({self._holding})

    async def _work(self) -> None:
        while not self._closing:
            try:
                self._news.clear()
                leased = await self._ledger.lease(self._owner, self._clock())
                if leased is None:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)
                else:
                    await self._do(leased)
            except StoreUnavailable:
                await self._reopen()

    async def _reopen(self) -> None:
        """Wait, and open the database again: it may be a new one."""
        await asyncio.sleep(IDLE_SECONDS)
        with contextlib.suppress(StoreUnavailable):
            await self._ledger.open()

    async def _hold_on(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with contextlib.suppress(StoreUnavailable):
                await self._ledger.renew(self._owner, self._clock())

    async def _do(self, leased: Leased) -> None:
        crash("slack-leased")
        try:
            says = await self._handle(leased)
            crash("slack-answered")
            await self._post_all(leased, says)
        except SlackFailed as failed:
            await self._failed(leased, failed)
        except StoreUnavailable:
            await self._later(leased, 1.0)
            raise
        except asyncio.CancelledError:
            if leased.job.key not in self._out:
                await self._later(leased, 0.0)
            raise
        except Exception as error:
            _log.exception("a Slack job broke: %s", type(error).__name__)
            await self._broke(leased)

    async def _post_all(self, leased: Leased, says: Sequence[Say]) -> None:
        """Post what is not out yet; stop as soon as the job turns out to be somebody else's."""
        if leased.posted >= len(says):
            await self._ledger.finish(leased, self._owner, self._clock())
            return
        for number, say in enumerate(says[leased.posted :], leased.posted + 1):
            going = asyncio.create_task(self._post(leased, say, number, last=number == len(says)))
            self._out[leased.job.key] = going
            going.add_done_callback(lambda _: self._out.pop(leased.job.key, None))
            if not await asyncio.shield(going):
                return

    async def _post(self, leased: Leased, say: Say, number: int, *, last: bool) -> bool:
        """Post one message in its turn and note it; False when the job is not ours any more."""
        async with self._posting:
            if self._stopped:
                await self._later(leased, 0.0)
                return False
            if not await self._still_ours(leased, number - 1):
                return False
            await self._send(leased, say)
            crash("slack-posted")
            if last:
                return await self._ledger.finish(leased, self._owner, self._clock())
            return await self._ledger.note(leased, self._owner, self._clock(), number)

    async def _still_ours(self, leased: Leased, posted: int) -> bool:
        """Tell whether nobody else has the job; a lease that was just taken need not be looked at."""
        if self._clock() - leased.leased_at < LEASE / 3:
            return True
        return await self._ledger.note(leased, self._owner, self._clock(), posted)

    async def _send(self, leased: Leased, say: Say) -> None:
        if say.url:
            await self._web.respond(say.url, say.arguments)
            return
        try:
            answered = await self._web.call(say.method, say.arguments)
        except SlackFailed as failed:
            if failed.code != "invalid_blocks" or "text" not in say.arguments:
                raise
            _log.warning("Slack refused the blocks of a message; its text alone was posted")
            answered = await self._web.call(say.method, {**say.arguments, "blocks": []})
        if say.desk_of is not None:
            place = Place(leased.job.team, str(answered.get("channel", "")), str(answered.get("ts", "")))
            await self._ledger.open_desk(place, say.desk_of)

    async def _failed(self, leased: Leased, failed: SlackFailed) -> None:
        """Try again later, after as long as Slack asks for; give up what it will never take."""
        if failed.for_good or leased.tries >= MOST_TRIES:
            _log.warning("Slack did not take a message: %s", failed.code)
            await self._ledger.finish(leased, self._owner, self._clock())
            return
        await self._later(leased, failed.wait if failed.wait is not None else min(2.0**leased.tries, LONGEST_WAIT))

    async def _broke(self, leased: Leased) -> None:
        if leased.tries < MOST_BREAKS:
            await self._later(leased, 1.0)
            return
        sorry = self._sorry(leased)
        try:
            await self._post_all(leased, () if sorry is None else (*((sorry,) * leased.posted), sorry))
        except SlackFailed as failed:
            await self._failed(leased, failed)

    async def _later(self, leased: Leased, seconds: float) -> None:
        with contextlib.suppress(StoreUnavailable):
            await self._ledger.release(leased, self._owner, self._clock() + timedelta(seconds=seconds))


async def _end(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
