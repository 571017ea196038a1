"""Moving windows in this process' memory, for the `limits` library: bounded, and deaf to clock changes."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from limits.aio.storage import MovingWindowSupport, Storage

MOST_CLIENTS = 20_000


class Windows(Storage, MovingWindowSupport):
    """The times of each client's requests, monotonic seconds; the client unseen longest goes first when full.

    The library's own memory storage grows without bound between sweeps and reads the wall clock.
    """

    STORAGE_SCHEME = None

    def __init__(self, most: int = MOST_CLIENTS, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._most = most
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what a broken storage raises; memory does not break."""
        return OSError

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` requests unless that exceeds `limit` within `expiry` seconds."""
        hits = self._window(key, expiry)
        if len(hits) + amount > limit:
            return False
        hits.extend([self._clock()] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the window's oldest request was (now, when there is none) and how many there are."""
        hits = self._window(key, expiry)
        return (hits[0] if hits else self._clock()), len(hits)

    def _window(self, key: str, expiry: int) -> deque[float]:
        hits = self._hits.setdefault(key, deque())
        self._hits.move_to_end(key)
        while len(self._hits) > self._most:
            self._hits.popitem(last=False)
        while hits and hits[0] <= self._clock() - expiry:
            hits.popleft()
        return hits

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Refuse: only moving windows are kept here."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """Return how many requests are remembered for a key."""
        return len(self._hits.get(key, ()))

    async def get_expiry(self, key: str) -> float:
        """Return when a key's last request was."""
        hits = self._hits.get(key)
        return hits[-1] if hits else self._clock()

    async def check(self) -> bool:
        """Tell that memory is there."""
        return True

    async def reset(self) -> int:
        """Forget everybody; return how many there were."""
        count = len(self._hits)
        self._hits.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one key."""
        self._hits.pop(key, None)
