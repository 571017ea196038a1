"""How chats fare against a page that takes seconds: `python -m tests.status.slow_page [CHATS] [SECONDS]`.

The page of every second row is as slow as that; both are run twice in turn, since a busy machine is slow as well. What
is told is the time of a chat, and how often each path was read.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass

from knowledge.library import Library
from tests.status.chats import Chats, bot_on, chat, english, settings_for
from tests.status.waiting import first_report
from tests.status_server import StatusPage

TTL = 60.0


@dataclass(frozen=True)
class Row:
    """One run: its chats, the times each path was read, and how many TTLs it took."""

    delay: float
    chats: Chats
    hits: Counter[str]
    ttls: float


async def run(library: Library, times: int, delay: float, ttl: float = TTL) -> Row:
    """Hold chats over a page that takes `delay` seconds for each answer; the first report is waited for."""
    async with StatusPage("conversations-down") as page:
        page.delay = delay
        async with bot_on(page, library, settings_for(page, ttl), total=10.0) as assistant:
            await chat(assistant, 1)
            await first_report(assistant._parts.status)
            began = time.monotonic()
            chats = await chat(assistant, times)
            spent = time.monotonic() - began + delay
        return Row(delay, chats, Counter(page.hits), spent / ttl)


def told(row: Row) -> str:
    """Return a run as one row of a table."""
    reads = max(row.hits.values())
    return (
        f"| {row.delay:g} s | {len(row.chats.seconds)} | {len(row.chats.failed)} | {row.chats.share(0.5) * 1000:.1f} |"
        f" {row.chats.share(0.95) * 1000:.1f} | {max(row.chats.seconds) * 1000:.1f} | {reads} | {row.ttls:.2f} |"
    )


async def measure(times: int, delay: float) -> None:
    """Print the table."""
    write = sys.stdout.write
    write("| page takes | chats | failed | p50 ms | p95 ms | longest ms | reads of a path at most | TTLs passed |\n")
    write("|---|---|---|---|---|---|---|---|\n")
    with english() as library:
        for seconds in (0.0, delay) * 2:
            write(told(await run(library, times, seconds)) + "\n")


if __name__ == "__main__":
    given = [*sys.argv[1:], "1000", "3"]
    asyncio.run(measure(int(given[0]), float(given[1]) if len(sys.argv) > 2 else 3.0))
