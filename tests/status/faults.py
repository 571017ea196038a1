"""What a misbehaving page does to us, fault by fault: `python -m tests.status.faults` prints the table.

Each fault is shown from cold, after a good read of a green page whose truth then turns red, after a good read of a red
page, and after a good read of a page that stays green. Every sample of the report is held against the truth.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from status.cache import CachedStatus
from status.factory import build_source
from status.models import Freshness, State, StatusReport
from status.ports import StatusUnreadable
from tests.status.chats import bot_on, chat, english, settings_for
from tests.status.misbehave import FAULTS
from tests.status.waiting import first_report
from tests.status_server import StatusPage

ALL = (*FAULTS, "old", "skewed-clock")
READABLE = ("skewed-clock", "unknown-words", "empty-components", "old")
"""Faults under which something can be understood, so that a new report is honest: an open incident, a word we know."""
TTL, MAX_AGE, TOTAL, WATCHED = 0.4, 1.6, 0.3, 2.4
GRACE = 0.25
"""A machine that is busy notices time late."""
GREEN, RED = "all-fine", "conversations-down"
STARTS = {"cold": (None, GREEN), "green, turns red": (GREEN, RED), "red": (RED, RED), "green": (GREEN, GREEN)}
TOGETHER = 6


@dataclass
class Trial:
    """One fault from one start: what was seen, and what of it was wrong."""

    fault: str
    start: str
    seen: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)

    def look(self, report: StatusReport, since: float, truth: str) -> None:
        """Note a sample taken so many seconds after the fault began."""
        told = f"{report.state.value}/{report.freshness.value}"
        if self.seen[-1:] != [told]:
            self.seen.append(told)
        late = since > TTL + GRACE
        blind = self.fault not in READABLE
        current = report.freshness is Freshness.FRESH and late
        fine = report.state is State.OK
        if fine and (current or self.start == "cold") and (blind or truth == RED):
            self.wrong.add("false green")
        if blind and current and report.state is not State.UNKNOWN:
            self.wrong.add("stale shown as fresh")
        if truth == GREEN and report.state in (State.OUTAGE, State.DEGRADED):
            self.wrong.add("made up red")


async def trial(fault: str, start: str) -> Trial:
    """Show one fault from one start and watch the report until nothing old counts any more.

    Old bodies are those of a platform that dates them; where none are dated, a replay is the page itself being late.
    """
    platform = "statuspage" if fault == "old" else "incidentio"
    before, truth = STARTS[start]
    told = Trial(fault, start)
    async with StatusPage(before or truth, platform) as page:
        settings = settings_for(page, TTL, MAX_AGE)
        status = CachedStatus(build_source(settings, TOTAL), settings)
        page.remember()
        if before:
            await first_report(status)
        page.fault, page.scenario = fault, truth
        began = time.monotonic()
        while (since := time.monotonic() - began) < WATCHED:
            told.look(await status.current(wait=0.5), since, truth)
            await asyncio.sleep(0.03)
        await status.aclose()
    return told


async def trials(faults: Iterable[str] = ALL) -> list[Trial]:
    """Show every fault from every start, a few at once."""
    gate = asyncio.Semaphore(TOGETHER)

    async def one(fault: str, start: str) -> Trial:
        async with gate:
            return await trial(fault, start)

    return await asyncio.gather(*(one(fault, start) for fault in faults for start in STARTS))


async def chats(times: int = 2) -> tuple[Counter[str], float, float, int]:
    """Hold chats under every fault, cold and after a good read; return what failed, the waits, and how many there were.

    The waits are the longest chat over a calm page and the longest over a misbehaving one, in seconds.
    """
    failed: Counter[str] = Counter()
    longest = {True: 0.0, False: 0.0}
    count = 0
    with english() as library:
        for fault in ("warm-up", "", "", *ALL):
            for cold in (True, False):
                async with StatusPage(GREEN) as page:
                    page.remember()
                    page.fault = fault if cold else ""
                    async with bot_on(page, library, settings_for(page, TTL, MAX_AGE), TOTAL) as assistant:
                        if not cold:
                            await chat(assistant, 1)
                        page.fault = fault
                        held = await chat(assistant, times)
                failed.update(one[:80] for one in held.failed)
                if fault != "warm-up":
                    count += times
                    longest[not fault] = max(longest[not fault], *held.seconds)
    return failed, longest[True], longest[False], count


async def memory(rounds: int = 4) -> list[float]:
    """Read a page under every fault, round after round; return this process's memory after each round, in MB."""
    after = []
    for _ in range(rounds):
        for fault in ALL:
            async with StatusPage(GREEN) as page:
                page.remember()
                page.fault = fault
                source = build_source(settings_for(page, TTL), 0.1 if fault in ("dripping", "hanging") else 2.0)
                with suppress(StatusUnreadable):
                    await source.read()
                await source.aclose()
        gc.collect()
        after.append(_resident())
    return after


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


async def measure() -> None:
    """Print the table, then the sums."""
    write = sys.stdout.write
    grown = " → ".join(f"{one:.0f}" for one in await memory())
    rows = {(row.fault, row.start): row for row in await trials()}
    write("| fault | " + " | ".join(STARTS) + " |\n|" + "---|" * (len(STARTS) + 1) + "\n")
    for fault in ALL:
        cells = [" → ".join(rows[fault, start].seen) for start in STARTS]
        write(f"| {fault} | " + " | ".join(cells) + " |\n")
    wrong = [(row.fault, row.start, sorted(row.wrong)) for row in rows.values() if row.wrong]
    write(f"\n{len(ALL)} faults, {len(rows)} trials, wrong: {wrong or 0}\n")
    write(f"memory after each round of all faults: {grown} MB\n")
    failed, calm, rough, count = await chats()
    write(
        f"{count} chats, failed: {dict(failed) or 0}; longest {calm:.2f} s on a calm page, {rough:.2f} s on a bad one\n"
    )


if __name__ == "__main__":
    asyncio.run(measure())
