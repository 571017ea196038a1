"""Reconciles a new report with the last one: what only one read left out is not gone, and an older copy is no news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from status.judge import judge
from status.models import Component, ComponentState, Incident, IncidentState, State, StatusReport

# Endpoints round their times differently; less than this is not going back in time.
TOLERANCE = timedelta(minutes=2)
HISTORY = timedelta(hours=24)
OLDER = "The page sent an older copy than the one already read."
_ORDER = (State.OK, State.RECOVERING, State.UNKNOWN, State.MAINTENANCE, State.DEGRADED, State.OUTAGE)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The report to go by, and the ids of open incidents that the page did not mention this time."""

    report: StatusReport
    missing: frozenset[str]


def objection(last: StatusReport, new: StatusReport) -> str:
    """Return in one sentence why the last report should stand, or nothing."""
    if last.components and not new.components and new.state is State.UNKNOWN:
        return new.reason or "The page lists no components."
    if is_dated_back(last, new):
        return OLDER
    before = {incident.id: _last_message(incident) for incident in last.incidents}
    if any(_went_back(before.get(incident.id), _last_message(incident)) for incident in new.incidents):
        return OLDER
    return ""


def is_dated_back(last: StatusReport, new: StatusReport) -> bool:
    """Tell whether the page dates itself before the report that we have; after a move to another platform it may."""
    return last.platform == new.platform and _went_back(last.page_updated_at, new.page_updated_at)


def reconcile(last: StatusReport, new: StatusReport, missing: frozenset[str], now: datetime) -> Reconciled:
    """Join the new report with what the last one knew.

    An open incident that the page no longer mentions stays open for one read; at the second it counts as resolved
    then. Components and groups of which a read fell silent are remembered.
    """
    groups = {component.id: component.group for component in last.components}
    known = {incident.id: incident for incident in last.incidents}
    told = [_completed(incident, known.get(incident.id)) for incident in new.incidents]
    mentioned = {incident.id for incident in told}
    silent = [incident for incident in last.incidents if incident.id not in mentioned]
    gone = frozenset(incident.id for incident in silent if incident.open) if new.incidents_told else missing
    ended = gone & missing if new.incidents_told else frozenset()
    carried = [_ended(incident, now) if incident.id in ended else incident for incident in silent]
    incidents = tuple(told + [one for one in carried if one.open or _lately(one, now)])
    components = tuple(_grouped(component, groups) for component in new.components)
    again = judge(components, incidents, new.maintenances, ComponentState.OK, True, now)
    state = max(new.state, again, key=_ORDER.index)
    return Reconciled(replace(new, state=state, components=components, incidents=incidents), gone - ended)


def _last_message(incident: Incident) -> datetime | None:
    """Messages are dated alike by every endpoint; `updated_at` is not, and one endpoint may be missing this time."""
    return incident.updates[0].posted_at if incident.updates else None


def _went_back(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and after is not None and after < before - TOLERANCE


def _completed(incident: Incident, before: Incident | None) -> Incident:
    if before is None:
        return incident
    started = min(incident.started_at, before.started_at)
    return replace(incident, started_at=started, components=incident.components or before.components)


def _ended(incident: Incident, now: datetime) -> Incident:
    if not incident.open:
        return incident
    return replace(incident, state=IncidentState.RESOLVED, resolved_at=now)


def _lately(incident: Incident, now: datetime) -> bool:
    return now - (incident.resolved_at or incident.updated_at) <= HISTORY


def _grouped(component: Component, groups: dict[str, str | None]) -> Component:
    return component if component.group else replace(component, group=groups.get(component.id))
