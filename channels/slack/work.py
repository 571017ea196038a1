"""The tasks that work off what was claimed: each leases a job, has it answered, posts, and notes that it is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.ports import StoreUnavailable
from channels.slack.ledger import LEASE
from channels.slack.models import Leased, Say
from channels.slack.parts import Parts
from channels.slack.send import send
from channels.slack.stream import Stream
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
# Where Slack, or this app's scopes, has no streams at all; they are not tried again.
NO_STREAMS = frozenset(("feature_not_enabled", "method_not_supported", "missing_scope", "unknown_method"))
_log = logging.getLogger(__name__)

Handle = Callable[[Leased, Stream], Awaitable[tuple[Say, ...]]]


class Workers:
    """A few tasks of our own, held on to until they end. Safe beside those of other processes.

    Messages leave one at a time, each noted before the next: whoever is killed has at most one of them unnoted.
    """

    def __init__(
        self,
        parts: Parts,
        web: Web,
        handle: Handle,
        sorry: Callable[[Leased], Say | None],
    ) -> None:
        self._ledger = parts.ledger
        self._clock = parts.clock
        self._stream_seconds = parts.settings.stream_seconds
        self._web = web
        self._handle = handle
        self._sorry = sorry
        self._streams = True
        self._owner = secrets.token_hex(8)
        self._tasks: set[asyncio.Task[None]] = set()
        self._holding: asyncio.Task[None] | None = None
        self._out: dict[str, asyncio.Task[Any]] = {}
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
        # With its first message out a reply has nothing to stream any more.
        begun = "" if leased.posted else leased.stream
        stream = Stream(leased.job, self._web, partial(self._begin, leased), self._stream_seconds, begun)
        try:
            says = await self._handle(leased, stream)
            await stream.settle()
            crash("slack-answered")
            await self._post_all(leased, says, stream)
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
            await stream.cancel()
            await self._broke(leased, stream)
        finally:
            await stream.cancel()

    async def _begin(self, leased: Leased, arguments: dict[str, Any]) -> str:
        """Start the stream of a job, if it is ours; return its message's time stamp. Raises SlackFailed."""
        return str(await self._shielded(leased, self._start_stream(leased, arguments)))

    async def _start_stream(self, leased: Leased, arguments: dict[str, Any]) -> str:
        async with self._posting:
            if self._stopped or not self._streams or not await self._still_ours(leased, leased.posted):
                return ""
            try:
                ts = str((await self._web.call("chat.startStream", arguments)).get("ts", ""))
            except SlackFailed as failed:
                self._streams = failed.code not in NO_STREAMS
                raise
            crash("slack-streaming")
            # Not noted, the message is still known to this process.
            with contextlib.suppress(StoreUnavailable):
                await self._ledger.begin_stream(leased, self._owner, ts)
            return ts

    async def _post_all(self, leased: Leased, says: Sequence[Say], stream: Stream) -> None:
        """Post what is not out yet; stop as soon as the job turns out to be somebody else's."""
        if stream.ts and not any(stream.leads_to(say) for say in says[:1]):
            await stream.close()
        if leased.posted >= len(says):
            await self._ledger.finish(leased, self._owner, self._clock())
            return
        for number, say in enumerate(says[leased.posted :], leased.posted + 1):
            if not await self._shielded(leased, self._post(leased, say, stream, number, last=number == len(says))):
                return

    async def _shielded(self, leased: Leased, work: Coroutine[Any, Any, str | bool]) -> str | bool:
        """Do what must not be broken off half-way: whoever is stopped meanwhile leaves it going on."""
        going = asyncio.create_task(work)
        self._out[leased.job.key] = going
        going.add_done_callback(lambda done: self._arrived(leased, done))
        return await asyncio.shield(going)

    def _arrived(self, leased: Leased, done: asyncio.Task[Any]) -> None:
        self._out.pop(leased.job.key, None)
        if not done.cancelled():
            done.exception()  # whoever waits is told; where nobody does any more, nothing is lost by it

    async def _post(self, leased: Leased, say: Say, stream: Stream, number: int, *, last: bool) -> bool:
        """Post one message in its turn and note it; False when the job is not ours any more."""
        async with self._posting:
            if self._stopped:
                await self._later(leased, 0.0)
                return False
            if not await self._still_ours(leased, number - 1):
                return False
            await send(say, leased, stream, self._web, self._ledger)
            crash("slack-posted")
            if last:
                return await self._ledger.finish(leased, self._owner, self._clock())
            return await self._ledger.note(leased, self._owner, self._clock(), number)

    async def _still_ours(self, leased: Leased, posted: int) -> bool:
        """Tell whether nobody else has the job; a lease that was just taken need not be looked at."""
        if self._clock() - leased.leased_at < LEASE / 3:
            return True
        return await self._ledger.note(leased, self._owner, self._clock(), posted)

    async def _failed(self, leased: Leased, failed: SlackFailed) -> None:
        """Try again later, after as long as Slack asks for; give up what it will never take."""
        if failed.for_good or leased.tries >= MOST_TRIES:
            _log.warning("Slack did not take a message: %s", failed.code)
            await self._ledger.finish(leased, self._owner, self._clock())
            return
        await self._later(leased, failed.wait if failed.wait is not None else min(2.0**leased.tries, LONGEST_WAIT))

    async def _broke(self, leased: Leased, stream: Stream) -> None:
        if leased.tries < MOST_BREAKS:
            await self._later(leased, 1.0)
            return
        sorry = self._sorry(leased)
        try:
            await self._post_all(leased, () if sorry is None else (*((sorry,) * leased.posted), sorry), stream)
        except SlackFailed as failed:
            await self._failed(leased, failed)

    async def _later(self, leased: Leased, seconds: float) -> None:
        with contextlib.suppress(StoreUnavailable):
            await self._ledger.release(leased, self._owner, self._clock() + timedelta(seconds=seconds))


async def _end(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
