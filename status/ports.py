"""The seams between us and whatever tells what is true right now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from status.models import StatusReport

Bodies = Mapping[str, Any]
"""What a page answered: the path asked, such as `/api/v2/summary.json`, and the JSON value that came back."""


class StatusUnreadable(Exception):
    """The page could not be read or understood; the message says why in one plain sentence.

    `retry_after` is how many seconds the page asked us to stay away, None where it did not.
    """

    def __init__(self, reason: str = "", retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class StatusSource(Protocol):
    """Reads one status page."""

    async def read(self) -> StatusReport:
        """Return what the page says now. Raises StatusUnreadable, and nothing else, when it cannot."""
        ...

    async def aclose(self) -> None:
        """Release connections and background work."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """The page being read: its base address, its name where the operator gave one, and the moment of reading (UTC)."""

    url: str
    name: str
    now: datetime


class StatusReader(Protocol):
    """What hands out the current report; `CachedStatus` and `StatusBoard` fit."""

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return the report as it counts now; the first one is waited for at most `wait` seconds."""
        ...


class Platform(Protocol):
    """What a kind of status page looks like. Pure; a module of `status.platforms` fits."""

    name: str

    def wants(self, bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
        """Return the paths to read next, all at once, given what is there and what was asked; none when it is enough.

        `hosts` are the names by which the page may call itself in a path.
        """
        ...

    def recognises(self, bodies: Bodies) -> bool:
        """Tell by their shape whether these bodies come from such a page."""
        ...

    def lasting(self, bodies: Bodies) -> Bodies:
        """Return the part of these bodies that rarely changes and need not be read each time."""
        ...

    def parse(self, bodies: Bodies, page: Page) -> StatusReport:
        """Return what the bodies say. Never raises: what cannot be understood is unknown, with a warning."""
        ...
