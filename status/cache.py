"""Reads the page in the background and answers at once with the last good report and its honest age."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from status.keep import load, save
from status.models import State, StatusReport, unreadable
from status.ports import StatusSource, StatusUnreadable
from status.reconcile import OLDER, is_dated_back, objection, reconcile
from status.settings import StatusSettings

BUSY_SECONDS = 30.0
FAILURES_BEFORE_REST = 3
LONGEST_REST = 15  # times the TTL
CLOCK_TOLERANCE = 120.0
REMEMBERED_SECONDS = 86_400.0

log = logging.getLogger(__name__)
_chance = random.Random()  # noqa: S311 - spreads load, guards nothing


def uptime() -> float:
    """Return seconds that never go back and do not stand still while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """A report, the uptime at which we came by it, and how old it was then (seconds)."""

    report: StatusReport
    at: float
    age: float


def rest_seconds(
    settings: StatusSettings, failures: int, busy: bool, retry_after: float | None, spent: float = 0.0
) -> float:
    """Return how long to leave the page alone; after three failures in a row one probe at growing distances.

    A read that took `spent` seconds shortens the rest after it, down to a fifth: a slow page would otherwise be stale
    between two reads. One that failed gets its whole rest.
    """
    seconds = settings.ttl_seconds / 2
    if busy:
        seconds = min(seconds, BUSY_SECONDS)
    if failures >= FAILURES_BEFORE_REST:
        doubled = 2 ** min(failures - FAILURES_BEFORE_REST, 10)
        seconds = settings.ttl_seconds * min(doubled, LONGEST_REST)
    seconds *= _chance.uniform(0.8, 1.2)
    if not failures:
        seconds = max(seconds - spent, seconds / 5)
    return max(seconds, retry_after or 0.0)


class CachedStatus:
    """One status page, read by one background task; questions never wait for the network once there is a report."""

    def __init__(
        self,
        source: StatusSource,
        settings: StatusSettings,
        store_path: Path | None = None,
        *,
        clock: Callable[[], float] = uptime,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._source = source
        self._settings = settings
        self._store_path = store_path
        self._clock = clock
        self._now = now
        self._held: Held | None = None
        self._missing: frozenset[str] = frozenset()
        self._failure = ""
        self._failures = 0
        self._retry_after: float | None = None
        self._disk_problem = ""
        self._tried = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Take up the report kept from last time and start reading; calling it twice is harmless."""
        if self._reader is None and not self._closed:
            if self._held is None:
                self._restore()
            self._reader = asyncio.create_task(self._read_on(), name="status reader")

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return the report as it counts now. Waits at most `wait` seconds, and only while there has never been one."""
        await self.start()
        if self._usable() is None and not self._tried.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._tried.wait()
        return self._as_it_counts()

    def latest(self) -> StatusReport:
        """Return the report as it counts now, without waiting and without beginning to read."""
        return self._as_it_counts()

    async def aclose(self) -> None:
        """Stop reading and release connections; calling it twice is harmless."""
        self._closed = True
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
        await self._source.aclose()

    @property
    def problems(self) -> tuple[str, ...]:
        """Return what an operator should know, one sentence each: settings, disk, and a page that cannot be read."""
        told = (*self._settings.problems, self._settings.url_problem, self._disk_problem, self._failure)
        return tuple(dict.fromkeys(problem for problem in told if problem))

    async def _read_on(self) -> None:
        while True:
            began = time.monotonic()
            await self._read()
            busy = self._held is not None and any(incident.open for incident in self._held.report.incidents)
            spent = time.monotonic() - began
            await asyncio.sleep(rest_seconds(self._settings, self._failures, busy, self._retry_after, spent))

    async def _read(self) -> None:
        """Read once. Nothing a page does may end the reading, so even our own mistakes count as a failed read."""
        try:
            new = await self._source.read()
        except StatusUnreadable as failed:
            self._note_failure(str(failed), failed.retry_after)
        except Exception:
            log.exception("the status page broke its reader")
            self._note_failure("The page could not be understood.", None)
        else:
            await self._note_report(new)
        finally:
            self._tried.set()

    def _note_failure(self, reason: str, retry_after: float | None) -> None:
        """A failed read says something about us, not about the page: the last report stands and ages."""
        if not self._failure:
            log.warning("the status page cannot be read")
        self._failure, self._failures, self._retry_after = reason, self._failures + 1, retry_after

    async def _note_report(self, new: StatusReport) -> None:
        self._failures, self._retry_after = 0, None
        last = self._usable()
        self._failure = objection(last, new) if last else self._replayed(new)
        if self._failure:
            return
        if last:
            joined = reconcile(last, new, self._missing, self._now())
            new, self._missing = joined.report, joined.missing
        self._hold(new)
        self._tried.set()
        if new.state is not State.UNKNOWN or new.components:
            await self._keep(new)

    def _replayed(self, new: StatusReport) -> str:
        """Object to a copy older than a report that counts for nothing any more: time does not make it news."""
        held = self._held
        if held is None or held.age + self._clock() - held.at > REMEMBERED_SECONDS:
            return ""
        return OLDER if is_dated_back(held.report, new) else ""

    def _hold(self, report: StatusReport) -> None:
        age = (self._now() - (report.checked_at or self._now())).total_seconds()
        self._held = Held(report, self._clock(), max(0.0, age))

    def _restore(self) -> None:
        """Take up the kept report; one from the future tells that a clock was set back, so its age is not known."""
        kept = load(self._store_path, self._settings.page_url) if self._store_path else None
        if kept is None or kept.checked_at is None:
            return
        if (kept.checked_at - self._now()).total_seconds() <= CLOCK_TOLERANCE:
            self._hold(kept)

    async def _keep(self, report: StatusReport) -> None:
        if self._store_path is None:
            return
        try:
            await asyncio.to_thread(save, self._store_path, self._settings.page_url, report)
            self._disk_problem = ""
        except OSError:
            self._disk_problem = "The last status report cannot be kept on disk; a restart will begin without one."

    def _aged(self) -> StatusReport | None:
        if self._held is None:
            return None
        age = timedelta(seconds=self._held.age + self._clock() - self._held.at)
        return self._held.report.aged(age, self._settings.ttl_seconds, self._settings.oldest)

    def _usable(self) -> StatusReport | None:
        """Return the report while it still counts for something."""
        aged = self._aged()
        expired = self._held is None or aged is None or (aged.age_seconds or 0.0) > self._settings.oldest
        return None if expired else aged

    def _as_it_counts(self) -> StatusReport:
        aged = self._aged()
        if aged is None:
            reason = self._failure or "The page has not been read yet."
            return unreadable(self._settings.source_name, self._settings.public_url, reason)
        return replace(aged, reason=self._failure) if self._failure else aged
