"""The twin of every status page: a report given in Python, or a file of bodies, so that all else runs offline.

The file is `{"platform": …, "name": …, "url": …, "at": …, "bodies": {path: body}}`; only `bodies` is needed. `at` is
the moment the bodies were caught; times in them are judged by it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from status.detect import recognise
from status.models import StatusReport
from status.platforms.clean import line, link
from status.platforms.fields import as_time
from status.ports import Page, Platform, StatusUnreadable

LARGEST = 8 * 2**20


class FixedStatus:
    """Says the same each time. A report without `checked_at` counts as read at the moment of the call."""

    def __init__(self, report: StatusReport) -> None:
        self._report = report

    async def read(self) -> StatusReport:
        """Return the report."""
        return replace(self._report, checked_at=self._report.checked_at or datetime.now(UTC))

    async def aclose(self) -> None:
        """Nothing to release."""


class FixedFile:
    """Reads the bodies of a page from a file, anew each time, so that a demonstration can change under way."""

    def __init__(self, path: Path, platforms: Sequence[Platform], name: str = "") -> None:
        self._path = path
        self._platforms = platforms
        self._name = name

    async def read(self) -> StatusReport:
        """Return what the bodies say, as if they had just been read. Raises StatusUnreadable."""
        return await asyncio.to_thread(self._read)

    async def aclose(self) -> None:
        """Nothing to release."""

    def _read(self) -> StatusReport:
        told = self._content()
        bodies = told.get("bodies")
        if not isinstance(bodies, dict):
            raise StatusUnreadable("The fixed status file holds no bodies by path.")
        wanted = [one for one in self._platforms if one.name == told.get("platform")]
        platform = recognise(wanted or self._platforms, bodies) or next(iter(wanted), None)
        if platform is None:
            raise StatusUnreadable("The bodies in the fixed status file are of no status page we know.")
        now = datetime.now(UTC)
        page = Page(
            link(told.get("url")).rstrip("/"), self._name or line(told.get("name")), as_time(told.get("at")) or now
        )
        return replace(platform.parse(bodies, page), checked_at=now)

    def _content(self) -> dict[str, Any]:
        try:
            if self._path.stat().st_size > LARGEST:
                raise ValueError
            told = json.loads(self._path.read_text(encoding="utf-8"))
        except OSError:
            raise StatusUnreadable("The fixed status file cannot be opened.") from None
        except (ValueError, RecursionError):
            raise StatusUnreadable("The fixed status file is not JSON.") from None
        if not isinstance(told, dict):
            raise StatusUnreadable("The fixed status file is not a JSON object.")
        return told


class NothingToRead:
    """Stands in for a page that cannot be read as configured."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    async def read(self) -> StatusReport:
        """Raise StatusUnreadable with the reason."""
        raise StatusUnreadable(self._reason)

    async def aclose(self) -> None:
        """Nothing to release."""
