"""Waiting for what happens in the background, without fixed sleeps."""

import asyncio
from collections.abc import Callable

from status.cache import CachedStatus


async def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    """Return as soon as something holds; fail when it never does."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for knows nothing of events
            await asyncio.sleep(0.005)


async def first_report(status: CachedStatus) -> None:
    """Return as soon as the page has been read."""
    while (await status.current(wait=5)).checked_at is None:  # noqa: ASYNC110 - the cache announces nothing
        await asyncio.sleep(0.02)


class Clock:
    """A clock that stands still until it is moved (seconds)."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds
