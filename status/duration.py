"""How long incidents like this one lasted: from our own history, in numbers that promise nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from status.changes import place
from status.models import Incident

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Past:
    """An incident that is over; `parts` are the components it named, as `Group/Name`."""

    id: str
    started_at: datetime
    resolved_at: datetime
    parts: frozenset[str]

    @property
    def lasted(self) -> timedelta:
        """Return how long it lasted; never less than nothing, whatever the page dated."""
        return max(timedelta(), self.resolved_at - self.started_at)


@dataclass(frozen=True, slots=True)
class Expected:
    """Half of `count` similar incidents ended within `half`; this one has been open for `open_for`."""

    count: int
    half: timedelta
    open_for: timedelta


def similar(past: Iterable[Past], incident: Incident) -> tuple[Past, ...]:
    """Return those that named a component in common; for an incident that names none, those that named none."""
    parts = frozenset(place(one) for one in incident.components or ())
    others = [one for one in past if one.id != incident.id]
    return tuple(one for one in others if (one.parts & parts if parts else not one.parts))


def expect(past: Sequence[Past], incident: Incident, now: datetime) -> Expected | None:
    """Return what such incidents let one expect; None for one that is over, or where fewer than five are known."""
    alike = similar(past, incident)
    if not incident.open or len(alike) < ENOUGH:
        return None
    half = median(one.lasted.total_seconds() for one in alike)
    return Expected(len(alike), timedelta(seconds=half), max(timedelta(), now - incident.started_at))
