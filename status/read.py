"""Reads one status page over the network: what to ask, what was learnt, and what to make of the silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from infra.fetch import Cause, FetchFailed, GuardedFetch
from status.detect import detect
from status.models import StatusReport
from status.ports import Bodies, Page, Platform, StatusUnreadable

LEARNT_SECONDS = 3600.0
DOCUMENTS = (".atom", ".rss", ".xml", "/rss", "/feed", "/atom")
SKEW_SECONDS = 120.0
TRY_ALL_SECONDS = 600.0


def is_document(path: str) -> bool:
    """Tell whether a path holds text, a feed or the page itself, and not JSON."""
    return not path or path.endswith(DOCUMENTS)


@dataclass(slots=True)
class Resting:
    """A path that is not asked again before `until` (monotonic seconds), and how it failed."""

    until: float
    failed: FetchFailed


@dataclass(slots=True)
class Reading:
    """One reading of a page. `lasting` bodies are from an earlier one, `resting` paths are left alone."""

    base: str
    fetch: GuardedFetch
    lasting: Bodies
    resting: dict[str, Resting]
    fresh: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, FetchFailed] = field(default_factory=dict)
    age: float = 0.0
    skew: float = 0.0

    @property
    def bodies(self) -> Bodies:
        """Return what is known: the fresh bodies, and the lasting ones where there is no fresh one."""
        return {**self.lasting, **self.fresh}

    @property
    def asked(self) -> frozenset[str]:
        """Return the paths that need not be asked any more."""
        return frozenset((*self.fresh, *self.failures, *self.resting))

    @property
    def silent(self) -> bool:
        """Tell whether everything asked so far failed without an answer; what is left alone was not asked."""
        failures = list(self.failures.values()) or self.all_failures
        return bool(failures) and not self.fresh and all(one.cause in (Cause.DOWN, Cause.PRIVATE) for one in failures)

    @property
    def all_failures(self) -> list[FetchFailed]:
        """Return how everything failed, what is left alone included."""
        return [*self.failures.values(), *(one.failed for one in self.resting.values())]

    async def ask(self, paths: Sequence[str]) -> None:
        """Read paths at once and keep what came back."""
        await asyncio.gather(*(self._one(path) for path in paths))

    async def _one(self, path: str) -> None:
        try:
            read = self.fetch.document if is_document(path) else self.fetch.json
            got = await read(path if path.startswith("https://") else self.base + path)
        except FetchFailed as failed:
            self.failures[path] = failed
            return
        self.fresh[path] = got.value
        self.age = max(self.age, got.age)
        if got.skew is not None and abs(got.skew + got.age) > abs(self.skew):
            self.skew = got.skew + got.age


class PageSource:
    """A status page at an address. Remembers for an hour what rarely changes: the platform, headings, missing paths."""

    def __init__(
        self, url: str, fetch: GuardedFetch, platforms: Sequence[Platform], name: str = "", aliases: Sequence[str] = ()
    ) -> None:
        self._url = url
        self._fetch = fetch
        self._platforms = tuple(platforms)
        self._name = name
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._hosts = tuple(dict.fromkeys((self._host, parts.netloc, *aliases)))
        self._known: Platform | None = None
        self._lasting: Bodies = {}
        self._resting: dict[str, Resting] = {}
        self._forget_at = 0.0
        self._last: Platform | None = None
        self._try_all_at = 0.0

    async def read(self) -> StatusReport:
        """Return what the page says now. Raises StatusUnreadable."""
        reading = Reading(self._url, self._fetch, self._lasting, self._still_resting())
        platform = await detect(self._candidates(), reading, self._hosts, self._known)
        if platform is None:
            self._give_up()
            self._learn(reading, absent=False)
            raise self._unreadable(reading)
        self._known, self._try_all_at = platform, 0.0
        self._learn(reading, absent=True)
        self._lasting = {**self._lasting, **platform.lasting(reading.fresh)}
        now = datetime.now(UTC)
        # Cleaning megabytes of text takes a while; other questions are answered meanwhile.
        report = await asyncio.to_thread(platform.parse, reading.bodies, Page(self._url, self._name, now))
        warnings = report.warnings + _skew_warning(reading.skew)
        return replace(report, checked_at=now - timedelta(seconds=reading.age), warnings=warnings)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._fetch.aclose()

    def _candidates(self) -> tuple[Platform, ...]:
        """Return the platforms to try: all, or only the last one known for a while after all were tried in vain."""
        return self._platforms if time.monotonic() >= self._try_all_at or not self._last else (self._last,)

    def _give_up(self) -> None:
        """Remember what the page ran on: while it misbehaves, asking for what it never had only makes that worse."""
        self._last = self._known or self._last
        if self._known is not None or time.monotonic() >= self._try_all_at:
            self._try_all_at = time.monotonic() + TRY_ALL_SECONDS
        self._known, self._lasting = None, {}

    def _still_resting(self) -> dict[str, Resting]:
        now = time.monotonic()
        if now >= self._forget_at:
            self._lasting, self._forget_at = {}, now + LEARNT_SECONDS
        self._resting = {path: one for path, one in self._resting.items() if one.until > now}
        return dict(self._resting)

    def _learn(self, reading: Reading, absent: bool) -> None:
        """Leave alone what asked for it; what is absent only while the page can be read without it."""
        now = time.monotonic()
        if not absent:
            self._resting = {path: one for path, one in self._resting.items() if one.failed.cause is not Cause.ABSENT}
        for path, failed in reading.failures.items():
            if failed.retry_after:
                self._resting[path] = Resting(now + failed.retry_after, failed)
            elif absent and failed.cause is Cause.ABSENT:
                self._resting[path] = Resting(now + LEARNT_SECONDS, failed)

    def _unreadable(self, reading: Reading) -> StatusUnreadable:
        """Return the failure that explains most."""
        failures = sorted(reading.all_failures, key=lambda one: _TELLING.index(one.cause))
        waits = [one.retry_after for one in failures if one.retry_after]
        if not failures or failures[0].cause is Cause.ABSENT:
            told = f"{self._host} answers, but with nothing that looks like a status page we can read."
            return StatusUnreadable(told)
        told = failures[0].reason
        if failures[0].cause is Cause.PRIVATE:
            told += " Set STATUS_ALLOW_PRIVATE=1 if the page is meant to be in your own network."
        return StatusUnreadable(told, max(waits, default=None))


_TELLING = (Cause.PRIVATE, Cause.DOWN, Cause.STRANGE, Cause.ABSENT)


def _skew_warning(skew: float) -> tuple[str, ...]:
    if abs(skew) <= SKEW_SECONDS:
        return ()
    return (f"The page's clock and ours differ by about {round(abs(skew) / 60)} minutes.",)
