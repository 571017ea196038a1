"""How often one client may try to sign in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from limits import RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter

from api.windows import MOST_CLIENTS, Windows
from bot.desk.desk import Desk
from bot.ports import StoreUnavailable

MOST = 10
MINUTES = 5


class Tries:
    """Counts tries by client, ten in five minutes: those of all processes in the database, and in this one by itself.

    What this process refuses does not reach the database, and while that cannot be used this process goes on alone.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._desk, self._clock, self._now = desk, clock, now
        self._limit = RateLimitItemPerMinute(MOST, MINUTES)
        self._limiter = MovingWindowRateLimiter(Windows(MOST_CLIENTS, clock))

    async def wait(self, client: str) -> int:
        """Count a try; return 0 where it may go on, else for how many seconds the client has to wait."""
        if not await self._limiter.hit(self._limit, client):
            stats = await self._limiter.get_window_stats(self._limit, client)
            return max(1, math.ceil(stats.reset_time - self._clock()))
        try:
            left = await self._desk.tried(client, self._now(), MOST, timedelta(minutes=MINUTES))
        except StoreUnavailable:
            return 0
        return math.ceil(left.total_seconds())
