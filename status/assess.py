"""Weighs what a page said: words become states, incidents raise the components they name, and one state is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from status.judge import is_background, judge
from status.merge import merge_components, merge_events
from status.models import (
    Component,
    ComponentState,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    StatusReport,
)
from status.platforms.raw import RawEvent, RawPage
from status.platforms.words import LEVELS, MAINTENANCE_STATES, RED, meaning, worst
from status.ports import Page
from status.translate import Weighing, list_component, translate_incident, translate_maintenance

HISTORY = timedelta(hours=24)
LISTED = 50
"""How many incidents and how many maintenances a report carries at most."""


def assess(raw: RawPage, page: Page) -> StatusReport:
    """Return the report that these words amount to."""
    page = page if page.url else replace(page, url=raw.url.rstrip("/"))
    weighing = Weighing(page, raw.incidents_at, warnings=list(raw.warnings))
    for component in merge_components(raw.components):
        list_component(weighing, component)
    events = merge_events(raw.events)
    windows = [translate_maintenance(weighing, event) for event in events if _is_planned(event)]
    incidents = [translate_incident(weighing, event) for event in events if not _is_planned(event)]
    incidents = [one for one in incidents if one.open or page.now - (one.resolved_at or one.updated_at) <= HISTORY]
    windows = [one for one in windows if not _is_over(one, page.now)]
    _raise(weighing, incidents, windows)
    components = tuple(weighing.components.values())
    incidents = [replace(one, components=_now(weighing, one.components)) for one in incidents]
    windows = [replace(one, components=_now(weighing, one.components)) for one in windows]
    indicator = _indicator(weighing, raw.indicator)
    return StatusReport(
        source=page.name or _titled(raw.title) or urlsplit(page.url).hostname or "status page",
        url=page.url,
        state=judge(components, incidents, windows, indicator, raw.complete, page.now),
        checked_at=page.now,
        age_seconds=0.0,
        components=components,
        incidents=tuple(sorted(incidents, key=_order)[:LISTED]),
        maintenances=tuple(sorted(windows, key=_window_order)[:LISTED]),
        platform=raw.platform,
        partial=not (raw.complete and raw.events_told),
        warnings=tuple(weighing.warnings),
        reason=_reason(components, raw),
        page_updated_at=raw.updated_at,
        incidents_told=raw.events_told,
    )


def _raise(weighing: Weighing, incidents: Iterable[Incident], windows: Iterable[Maintenance]) -> None:
    """Raise components to what open incidents and running windows say of them."""
    for incident in incidents:
        working = incident.open and incident.state is not IncidentState.MONITORING
        if working and not is_background(incident, weighing.page.now):
            _raise_named(weighing, incident)
    for window in windows:
        for one in window.components or () if window.state is MaintenanceState.IN_PROGRESS else ():
            _lift(weighing, one.id, ComponentState.MAINTENANCE)


def _raise_named(weighing: Weighing, incident: Incident) -> None:
    """Raise each component to what the incident says of it; to the incident's one label only where nothing else is red.

    A page that keeps its components' states up itself knows better which of them have recovered.
    """
    named = incident.components or ()
    for one in named:
        _lift(weighing, one.id, one.state)
    if incident.impact in RED and not any(weighing.components[one.id].state in RED for one in named):
        for one in named:
            _lift(weighing, one.id, incident.impact)


def _lift(weighing: Weighing, key: str, state: ComponentState) -> None:
    one = weighing.components.get(key)
    if one is not None:
        weighing.components[key] = replace(one, state=worst(one.state, state))


def _now(weighing: Weighing, named: tuple[Component, ...] | None) -> tuple[Component, ...] | None:
    return tuple(weighing.components.get(one.id, one) for one in named) if named else None


def _reason(components: tuple[Component, ...], raw: RawPage) -> str:
    """Say what is missing, if something is: it explains an unknown state."""
    if not components:
        return "The page lists no components."
    if not raw.complete:
        return "The page shows only some of its components."
    unclear = [one.name for one in components if one.state is ComponentState.UNKNOWN]
    return f"The page gives no state we know for {', '.join(unclear[:3])}." if unclear else ""


def _indicator(weighing: Weighing, word: str) -> ComponentState:
    if not word:
        return ComponentState.OK
    return weighing.read(LEVELS, word, "The page's own label") or ComponentState.UNKNOWN


def _is_planned(event: RawEvent) -> bool:
    planned = event.planned or meaning(MAINTENANCE_STATES, event.word) is not None
    return planned or meaning(LEVELS, event.impact) is ComponentState.MAINTENANCE


def _is_over(window: Maintenance, now: datetime) -> bool:
    return window.state is MaintenanceState.COMPLETED and now - (window.ends_at or window.starts_at) > HISTORY


def _titled(title: str) -> str:
    return title if not title or "status" in title.lower() else f"{title} status"


def _order(incident: Incident) -> tuple[bool, float]:
    return not incident.open, -(incident.resolved_at or incident.updated_at).timestamp()


def _window_order(window: Maintenance) -> tuple[int, float]:
    rank = (MaintenanceState.IN_PROGRESS, MaintenanceState.SCHEDULED, MaintenanceState.COMPLETED)
    return rank.index(window.state), window.starts_at.timestamp()
