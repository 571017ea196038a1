"""The seam between us and whatever tells what is true right now."""

from __future__ import annotations

from typing import Protocol

from status.models import StatusReport


class StatusUnreadable(Exception):
    """The page could not be read or understood; the message says why in one plain sentence."""


class StatusSource(Protocol):
    """Reads one status page."""

    async def read(self) -> StatusReport:
        """Return what the page says now. Raises StatusUnreadable, and nothing else, when it cannot."""
        ...

    async def aclose(self) -> None:
        """Release connections and background work."""
        ...
