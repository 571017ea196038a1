"""How often one client may try to sign in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter

from api.windows import MOST_CLIENTS, Windows

MOST = 10
MINUTES = 5


class Tries:
    """Counts tries by client, ten in five minutes, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limit = RateLimitItemPerMinute(MOST, MINUTES)
        self._limiter = MovingWindowRateLimiter(Windows(MOST_CLIENTS, clock))

    async def wait(self, client: str) -> int:
        """Count a try; return 0 where it may go on, else for how many seconds the client has to wait."""
        if await self._limiter.hit(self._limit, client):
            return 0
        stats = await self._limiter.get_window_stats(self._limit, client)
        return max(1, math.ceil(stats.reset_time - self._clock()))
