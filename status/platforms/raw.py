"""What a page said, in its own words: the form into which every platform brings its bodies before they are weighed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RawComponent:
    """A component as listed, or as an incident names it; `id` or `group` may be missing there."""

    id: str
    name: str
    group: str | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One message, with the word for the state that it announced."""

    at: datetime | None
    posted_at: datetime | None
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An incident or a maintenance, as one endpoint tells it.

    `components` is None where it does not say which are hit; `planned` is true where it was told as a maintenance.
    """

    id: str
    title: str
    word: str
    impact: str = ""
    components: tuple[RawComponent, ...] | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    ends_at: datetime | None = None
    url: str = ""
    updates: tuple[RawUpdate, ...] = ()
    planned: bool = False


@dataclass(frozen=True, slots=True)
class RawPage:
    """All that was read. `components` and `events` may tell one thing several times, the best source first.

    `complete` means that every component is listed; `events_told` that open incidents would have been seen. `url` is
    the address the page gives itself, `incidents_at` the path under which an incident has a page of its own, by its id,
    nothing where it has none that can be guessed; `warnings` are sentences about what was not understood.
    """

    platform: str
    title: str
    components: tuple[RawComponent, ...]
    events: tuple[RawEvent, ...]
    complete: bool
    events_told: bool
    indicator: str = ""
    updated_at: datetime | None = None
    url: str = ""
    incidents_at: str = ""
    warnings: tuple[str, ...] = ()
