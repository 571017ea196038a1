"""The words of all platforms for states, and what they mean to us. A word that is not here is unknown, never fine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from status.models import ComponentState, IncidentState, MaintenanceState

T = TypeVar("T")

_OK, _DEGRADED, _OUTAGE = ComponentState.OK, ComponentState.DEGRADED, ComponentState.OUTAGE

LEVELS: Mapping[str, ComponentState] = {
    "operational": _OK,
    "none": _OK,
    "degraded_performance": _DEGRADED,
    "degraded": _DEGRADED,
    "minor": _DEGRADED,
    "partial_outage": _OUTAGE,
    "major_outage": _OUTAGE,
    "full_outage": _OUTAGE,
    "major": _OUTAGE,
    "critical": _OUTAGE,
    "under_maintenance": ComponentState.MAINTENANCE,
    "maintenance": ComponentState.MAINTENANCE,
    # Instatus
    "up": _OK,
    "degradedperformance": _DEGRADED,
    "hasissues": _DEGRADED,
    "minoroutage": _DEGRADED,
    "partialoutage": _OUTAGE,
    "majoroutage": _OUTAGE,
    "undermaintenance": ComponentState.MAINTENANCE,
    # Better Stack, Uptime Kuma, Upptime
    "down": _OUTAGE,
    "downtime": _OUTAGE,
    "pending": ComponentState.UNKNOWN,
    "not_monitored": ComponentState.UNKNOWN,
    # Cachet, status.io
    "performance_issues": _DEGRADED,
    "security_event": _DEGRADED,
    "unknown": ComponentState.UNKNOWN,
}

INCIDENT_STATES: Mapping[str, IncidentState] = {
    "investigating": IncidentState.INVESTIGATING,
    "identified": IncidentState.IDENTIFIED,
    "monitoring": IncidentState.MONITORING,
    "resolved": IncidentState.RESOLVED,
    "postmortem": IncidentState.RESOLVED,
    "watching": IncidentState.MONITORING,
    "fixed": IncidentState.RESOLVED,
}

MAINTENANCE_STATES: Mapping[str, MaintenanceState] = {
    "scheduled": MaintenanceState.SCHEDULED,
    "maintenance_scheduled": MaintenanceState.SCHEDULED,
    "in_progress": MaintenanceState.IN_PROGRESS,
    "verifying": MaintenanceState.IN_PROGRESS,
    "maintenance_in_progress": MaintenanceState.IN_PROGRESS,
    "completed": MaintenanceState.COMPLETED,
    "maintenance_complete": MaintenanceState.COMPLETED,
    "maintenance_completed": MaintenanceState.COMPLETED,
    "notstartedyet": MaintenanceState.SCHEDULED,
    "inprogress": MaintenanceState.IN_PROGRESS,
    "upcoming": MaintenanceState.SCHEDULED,
    "complete": MaintenanceState.COMPLETED,
    "under_maintenance": MaintenanceState.IN_PROGRESS,
    "ended": MaintenanceState.COMPLETED,
}

# From fine to worst. Unknown is not fine, and hides behind anything that is known to be wrong.
SEVERITY = (_OK, ComponentState.UNKNOWN, ComponentState.MAINTENANCE, _DEGRADED, _OUTAGE)
RED = (_DEGRADED, _OUTAGE)


def meaning(words: Mapping[str, T], word: str) -> T | None:
    """Return what a word means, whatever its case and separators; None for a word we have never seen."""
    return words.get(re.sub(r"[\s-]+", "_", word.strip().lower()))


def worst(*states: ComponentState) -> ComponentState:
    """Return the worst of these states; ok when there are none."""
    return max(states, key=SEVERITY.index, default=_OK)
