"""A storm of events over two servers that share a database, one of which is stopped or killed in the middle.

`python -m tests.channels.slack.load [EVENTS [whole|streamed]]` runs both and says what came of it.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlalchemy import create_engine, text

from tests.channels.slack.processes import Process
from tests.channels.slack.sending import WAY, as_json, mention, signed
from tests.slack_server import CLOSED, STREAMING, Fault, SlackServer, a_slack

AT_ONCE = 16
SETTLE_SECONDS = 300.0


@dataclass
class Outcome:
    """What came of a storm: replies by thread, and how long each acknowledgement took (seconds)."""

    events: int
    deliveries: int = 0
    acks: list[float] = field(default_factory=list)
    replies: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def missing(self) -> int:
        """Return how many events got no reply."""
        return self.events - len(self.replies)

    @property
    def repeated(self) -> int:
        """Return how many replies were one too many."""
        return self.replies.total() - len(self.replies)

    def ack(self, share: float) -> float:
        """Return the time within which that share of the deliveries was acknowledged."""
        return sorted(self.acks)[int(len(self.acks) * share)]


def faults(method: str, number: int) -> Fault | None:
    """Fail now and then as Slack does: slow, overloaded, broken, a stream closed. Nothing of it was posted."""
    if method in ("chat.appendStream", "chat.stopStream") and number % 20 == 5:
        return Fault(error=CLOSED)
    if method not in ("chat.postMessage", "chat.update", *STREAMING):
        return None
    if number % 50 == 7:
        return Fault(429, "ratelimited", {"Retry-After": "1"})
    if number % 60 == 11:
        return Fault(500)
    return Fault(wait=0.2) if number % 40 == 3 else None


async def storm(
    folder: Path, slack: SlackServer, events: int, how: int, seed: int = 1, *, streamed: bool = False
) -> Outcome:
    """Send that many events, 30 % of them up to four more times, and end one server by a signal half-way.

    With `streamed` every answer is begun as a stream; the servers are as cold as they are when they say they are ready.
    """
    chance, outcome = random.Random(seed), Outcome(events)
    slack.fault = faults
    database = folder / "shared.db"
    streams = {"SLACK_STREAM_SECONDS": "0"} if streamed else {}
    both = [Process(folder / name, database, slack.url, **streams) for name in ("one", "two")]
    for process in both:
        await process.start()
    began = time.perf_counter()
    sent = [mention(number, ts=f"1699.{number:06d}", channel=f"C{number % 25}") for number in range(events)]
    plan = [one for one in sent for _ in range(1 + (chance.randint(1, 4) if chance.random() < 0.3 else 0))]
    half = len(plan) // 2
    plan = [*_shuffled(plan[:half], chance), *_shuffled(plan[half:], chance)]
    outcome.deliveries = len(plan)
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx2.AsyncClient(timeout=30) as client:

        async def deliver(payload: dict[str, object], first: int) -> None:
            async with gate:
                await _until_taken(client, both, payload, first, outcome)

        async def all_of(part: list[dict[str, object]]) -> None:
            await asyncio.gather(*(deliver(one, chance.randrange(2)) for one in part))

        await all_of(plan[:half])
        going_on = asyncio.create_task(all_of(plan[half:]))
        await both[1].end(how)
        await both[1].start()
        await going_on
    await _settled(database)
    outcome.seconds = time.perf_counter() - began
    for process in both:
        await process.end()
    outcome.replies = Counter(call.arguments["thread_ts"] for call in slack.replies)
    return outcome


async def _until_taken(
    client: httpx2.AsyncClient, both: list[Process], payload: dict[str, object], first: int, outcome: Outcome
) -> None:
    """Deliver as Slack does: what is not taken comes again, here soon and to whoever is up."""
    body, kind = as_json(payload)
    for _ in range(200):
        began = time.perf_counter()
        try:
            there = both[first] if both[first].up else both[1 - first]
            answered = await client.post(there.url + WAY, content=body, headers=signed(body, kind))
        except httpx2.TransportError:
            await asyncio.sleep(0.05)
            continue
        if answered.status_code == httpx2.codes.OK:
            outcome.acks.append(time.perf_counter() - began)
            return
        await asyncio.sleep(0.05)
    raise AssertionError("an event was never taken")


async def _settled(database: Path) -> None:
    """Wait until nothing is left to be done."""
    engine = create_engine(f"sqlite:///{database}")
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            with engine.connect() as connection:
                if not connection.scalar(text("SELECT count(*) FROM slack_jobs WHERE done_at IS NULL")):
                    break
            await asyncio.sleep(0.1)
    engine.dispose()


def _shuffled(part: list[dict[str, object]], chance: random.Random) -> list[dict[str, object]]:
    chance.shuffle(part)
    return part


async def _main(events: int, *, streamed: bool) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with tempfile.TemporaryDirectory() as folder, a_slack() as slack:
            came = await storm(Path(folder), slack, events, how, streamed=streamed)
        acks = f"ack p50 {came.ack(0.5):.3f} s, p99 {came.ack(0.99):.3f} s"
        replies = f"{came.replies.total()} replies, {came.missing} missing, {came.repeated} repeated"
        name = signal.Signals(how).name
        sent = f"{events} events, {came.deliveries} deliveries"
        sys.stdout.write(f"{name}: {sent}, {replies}, {acks}, {came.seconds:.0f} s\n")


if __name__ == "__main__":
    wished = [*sys.argv[1:], *("1000", "whole")[len(sys.argv) - 1 :]]
    asyncio.run(_main(int(wished[0]), streamed=wished[1] == "streamed"))
