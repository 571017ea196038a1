"""One model for every status platform. Unknown is a state of its own and never sorts as fine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """What a user of the product can feel at worst."""

    OK = "ok"
    DEGRADED = "degraded"
    OUTAGE = "outage"
    MAINTENANCE = "maintenance"
    RECOVERING = "recovering"
    UNKNOWN = "unknown"


class ComponentState(StrEnum):
    """The state of one component."""

    OK = "ok"
    DEGRADED = "degraded"
    OUTAGE = "outage"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


class IncidentState(StrEnum):
    """How far the provider is with an incident."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class MaintenanceState(StrEnum):
    """Where a planned window stands."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Freshness(StrEnum):
    """How far a report can be trusted by its age."""

    FRESH = "fresh"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the product as the page lists it; names repeat, so `id` and `group` tell them apart."""

    id: str
    name: str
    group: str | None
    state: ComponentState
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One message of an incident. `at` is the time its author gave it, `posted_at` when it appeared."""

    at: datetime
    posted_at: datetime
    state: IncidentState | None
    text: str


@dataclass(frozen=True, slots=True)
class Incident:
    """A posted incident. `components` is None where the page does not say which parts are hit."""

    id: str
    title: str
    state: IncidentState
    impact: ComponentState
    components: tuple[Component, ...] | None
    started_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    url: str
    updates: tuple[Update, ...] = ()
    impact_raw: str = ""

    @property
    def open(self) -> bool:
        """Tell whether the provider still works on it."""
        return self.state is not IncidentState.RESOLVED

    @property
    def latest_update(self) -> str:
        """Return the provider's newest words, or nothing."""
        return self.updates[0].text if self.updates else ""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A planned window; `ends_at` is None where the page names no end."""

    id: str
    title: str
    state: MaintenanceState
    components: tuple[Component, ...] | None
    starts_at: datetime
    ends_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the page said when it was last read, and how old that is.

    `checked_at` is when our read of it succeeded (UTC), less the time the copy had lain in caches; None when there
    never was one. `partial` means that the page hid parts, so green is weaker than it looks. `reason` says in plain
    words why it is unreadable, or why no newer report replaced this one. `page_updated_at` is the page's own word;
    `incidents_told` is false where an open incident would not have been seen.
    """

    source: str
    url: str
    state: State
    checked_at: datetime | None
    freshness: Freshness = Freshness.FRESH
    age_seconds: float | None = None
    components: tuple[Component, ...] = ()
    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    platform: str = ""
    partial: bool = False
    warnings: tuple[str, ...] = ()
    reason: str = ""
    page_updated_at: datetime | None = None
    incidents_told: bool = True

    def aged(self, age: timedelta, ttl: float, max_age: float) -> StatusReport:
        """Return this report as it counts at that age: past `max_age` seconds nothing in it is known any more."""
        seconds = max(0.0, age.total_seconds())
        if self.checked_at is None or seconds > max_age:
            forgotten = tuple(replace(component, state=ComponentState.UNKNOWN) for component in self.components)
            return replace(
                self,
                state=State.UNKNOWN,
                freshness=Freshness.UNKNOWN,
                age_seconds=seconds,
                components=forgotten,
                incidents=(),
                maintenances=(),
            )
        freshness = Freshness.FRESH if seconds <= ttl else Freshness.STALE
        return replace(self, freshness=freshness, age_seconds=seconds)


def unreadable(source: str, url: str, reason: str) -> StatusReport:
    """Return the report of a page that was never read."""
    return StatusReport(source, url, State.UNKNOWN, None, Freshness.UNKNOWN, reason=reason)
