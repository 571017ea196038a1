"""Decides what a user of the product can feel at worst, from everything the page lists and not from its label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from status.models import (
    Component,
    ComponentState,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    State,
)
from status.platforms.words import RED, worst

RECENT = timedelta(hours=1)
OLD = timedelta(hours=72)
SILENT = timedelta(hours=24)


def is_background(incident: Incident, now: datetime) -> bool:
    """Tell whether an open incident is so old and so silent that it says nothing about this hour."""
    return incident.open and now - incident.started_at > OLD and now - incident.updated_at > SILENT


def judge(
    components: Sequence[Component],
    incidents: Sequence[Incident],
    maintenances: Sequence[Maintenance],
    indicator: ComponentState,
    complete: bool,
    now: datetime,
) -> State:
    """Return the overall state; ok only where every component is listed and known to be fine.

    `indicator` is the page's own label: it can only make a page worse that shows nothing else, never better.
    """
    current = [one for one in incidents if one.open and not is_background(one, now)]
    felt = worst(*_felt(components, current))
    running = any(one.state is MaintenanceState.IN_PROGRESS for one in maintenances)
    if felt in RED:
        return State(felt)
    if running or felt is ComponentState.MAINTENANCE:
        return State.MAINTENANCE
    if current:
        return State.RECOVERING
    if indicator not in (ComponentState.OK, ComponentState.UNKNOWN):
        return State(indicator)
    if not components or not complete or ComponentState.UNKNOWN in (felt, indicator):
        return State.UNKNOWN
    return State.RECOVERING if resolved_lately(incidents, now) else State.OK


def resolved_lately(incidents: Sequence[Incident], now: datetime) -> bool:
    """Tell whether an incident ended within the hour: its traces may still be felt."""
    return any(not one.open and now - (one.resolved_at or one.updated_at) <= RECENT for one in incidents)


def _felt(components: Sequence[Component], current: Sequence[Incident]) -> list[ComponentState]:
    working = [one for one in current if one.state is not IncidentState.MONITORING]
    watching = [one for one in current if one not in working]
    # Labels understate: something the provider still works on can be felt, whatever impact it is given.
    states = [worst(one.impact, ComponentState.DEGRADED) for one in working]
    return states + [one.state for one in components if not _recovers(one, working, watching)]


def _recovers(component: Component, working: Sequence[Incident], watching: Sequence[Incident]) -> bool:
    """Pages leave a component degraded until the incident is closed: while its mend is only watched, it recovers."""
    if component.state is not ComponentState.DEGRADED or component.id in _ids(working):
        return False
    unnamed = not working and any(one.components is None for one in watching)
    return unnamed or component.id in _ids(watching)


def _ids(incidents: Iterable[Incident]) -> set[str]:
    return {part.id for one in incidents for part in one.components or ()}
