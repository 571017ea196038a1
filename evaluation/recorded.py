"""A recorded page in place of the cached one: read twice a minute of the recording, by the real one's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evaluation.timeline import Moment
from status.detect import recognise
from status.factory import PLATFORMS
from status.models import StatusReport, unreadable
from status.ports import Page
from status.reconcile import objection, reconcile
from status.settings import DEFAULT_NAME, DEFAULT_PAGE, StatusSettings

EVERY = timedelta(seconds=30)
# After a change the page is read so often in full; until the next change nothing new can come of it.
READS = 3


class RecordedPage:
    """Plays a timeline's page. `now` is the moment of the recording; it only goes forward."""

    def __init__(self, begin: datetime, settings: StatusSettings | None = None) -> None:
        self.now = begin
        self.reads = 0
        self._read_at = begin
        self._settings = settings or StatusSettings(page_url=DEFAULT_PAGE)
        self._bodies: dict[str, Any] = {}
        self._report: StatusReport | None = None
        self._silent = True
        self._held: StatusReport | None = None
        self._missing: frozenset[str] = frozenset()
        self._reason = "The page has not been read yet."

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return the report as it counts at this moment of the recording."""
        held = self._held
        if held is None or held.checked_at is None:
            return unreadable(DEFAULT_NAME, DEFAULT_PAGE, self._reason)
        return held.aged(self.now - held.checked_at, self._settings.ttl_seconds, self._settings.oldest)

    def change(self, moment: Moment) -> None:
        """Go on to a moment, and let the page say from then on what it says there."""
        self.go_on(moment.at)
        self._silent = bool(moment.unreachable)
        self._report = moment.report
        if moment.bodies is not None:
            joined = {**self._bodies, **moment.bodies}
            self._bodies = {path: body for path, body in joined.items() if body is not None}
        self.reads = 0

    def go_on(self, to: datetime) -> None:
        """Read the page as often as a running server would have until then, where something could come of it."""
        while self._read_at + EVERY <= to:
            self._read_at += EVERY if self.reads < READS else EVERY * ((to - self._read_at) // EVERY)
            self.now = max(self.now, self._read_at)
            self._read()
        self.now = max(self.now, to)

    def _read(self) -> None:
        self.reads += 1
        new = None if self._silent else self._said()
        if new is None:
            self._reason = "The page does not answer."
            return
        last = self._held
        if last is not None and last.checked_at and self.now - last.checked_at <= self._oldest:
            self._reason = objection(last, new)
            if self._reason:
                return
            joined = reconcile(last, new, self._missing, self.now)
            new, self._missing = joined.report, joined.missing
        self._held = new

    @property
    def _oldest(self) -> timedelta:
        return timedelta(seconds=self._settings.oldest)

    def _said(self) -> StatusReport | None:
        if self._report is not None:
            return _read_at(self._report, self.now)
        platform = recognise(PLATFORMS, self._bodies)
        if platform is None:
            return None
        return _read_at(platform.parse(self._bodies, Page(DEFAULT_PAGE, DEFAULT_NAME, self.now)), self.now)


def _read_at(report: StatusReport, now: datetime) -> StatusReport:
    return replace(report, checked_at=now)
