"""The overall state: what a user of the product can feel at worst."""

from datetime import UTC, datetime, timedelta

import pytest

from status.judge import is_background, judge
from status.models import Component, ComponentState, Incident, IncidentState, Maintenance, MaintenanceState, State

NOW = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
OK, DEGRADED, OUTAGE = ComponentState.OK, ComponentState.DEGRADED, ComponentState.OUTAGE
UNKNOWN, MAINTENANCE = ComponentState.UNKNOWN, ComponentState.MAINTENANCE


def part(state: ComponentState = OK, key: str = "c") -> Component:
    return Component(key, key, None, state)


def incident(
    state: str, impact: ComponentState = DEGRADED, components=None, age: float = 1, ended: float = 0
) -> Incident:
    """An incident that began `age` hours ago and whose last news is `ended` hours old."""
    then = NOW - timedelta(hours=ended)
    resolved = then if state == "resolved" else None
    started = NOW - timedelta(hours=age)
    return Incident("i", "Errors", IncidentState(state), impact, components, started, then, resolved, "")


def window(state: str) -> Maintenance:
    return Maintenance("m", "Upgrade", MaintenanceState(state), None, NOW, None, "")


@pytest.mark.parametrize(
    ("components", "incidents", "windows", "indicator", "complete", "state"),
    [
        ([part()], [], [], OK, True, "ok"),
        ([part(), part(DEGRADED)], [], [], OK, True, "degraded"),
        ([part(DEGRADED), part(OUTAGE)], [], [], OK, True, "outage"),
        ([part(MAINTENANCE), part(DEGRADED)], [], [window("in_progress")], OK, True, "degraded"),
        ([part(MAINTENANCE)], [], [], OK, True, "maintenance"),
        ([part()], [], [window("in_progress")], OK, True, "maintenance"),
        ([part()], [], [window("scheduled"), window("completed")], OK, True, "ok"),
        # An incident being worked on is never nothing, whatever its label.
        ([part()], [incident("investigating", OK)], [], OK, True, "degraded"),
        ([part()], [incident("identified", UNKNOWN)], [], OK, True, "degraded"),
        ([part()], [incident("investigating", OUTAGE)], [], OK, True, "outage"),
        # Watching a mend.
        ([part()], [incident("monitoring")], [], OK, True, "recovering"),
        ([part(DEGRADED)], [incident("monitoring", components=(part(DEGRADED),))], [], OK, True, "recovering"),
        ([part(DEGRADED)], [incident("monitoring")], [], OK, True, "recovering"),
        ([part(OUTAGE)], [incident("monitoring", components=(part(OUTAGE),))], [], OK, True, "outage"),
        ([part(DEGRADED)], [incident("monitoring", components=(part(key="other"),))], [], OK, True, "degraded"),
        ([part(DEGRADED)], [incident("monitoring"), incident("investigating")], [], OK, True, "degraded"),
        # Ended lately.
        ([part()], [incident("resolved", ended=0.9)], [], OK, True, "recovering"),
        ([part()], [incident("resolved", ended=1.1)], [], OK, True, "ok"),
        ([part(UNKNOWN)], [incident("resolved", ended=0.5)], [], OK, True, "unknown"),
        # Old and silent, or old and still spoken of.
        ([part()], [incident("investigating", OUTAGE, age=100, ended=25)], [], OK, True, "ok"),
        ([part()], [incident("investigating", OUTAGE, age=100, ended=23)], [], OK, True, "outage"),
        ([part(DEGRADED)], [incident("monitoring", age=100, ended=25)], [], OK, True, "degraded"),
        # Unknown is never fine.
        ([], [], [], OK, True, "unknown"),
        ([part()], [], [], OK, False, "unknown"),
        ([part(), part(UNKNOWN)], [], [], OK, True, "unknown"),
        ([part(UNKNOWN), part(DEGRADED)], [], [], OK, True, "degraded"),
        ([part()], [], [], UNKNOWN, True, "unknown"),
        ([], [incident("investigating")], [], OK, False, "degraded"),
        # The label makes worse what shows nothing else.
        ([part()], [], [], DEGRADED, True, "degraded"),
        ([part()], [], [], OUTAGE, True, "outage"),
        ([part()], [], [], MAINTENANCE, True, "maintenance"),
        ([part()], [incident("monitoring")], [], DEGRADED, True, "recovering"),
        ([part(OUTAGE)], [], [], OK, True, "outage"),
        ([part()], [incident("resolved", ended=0.5)], [], DEGRADED, True, "degraded"),
    ],
)
def test_the_worst_that_can_be_felt(components, incidents, windows, indicator, complete, state):
    assert judge(components, incidents, windows, indicator, complete, NOW) is State(state)


@pytest.mark.parametrize(
    ("age", "silent", "background"), [(73, 25, True), (71, 25, False), (73, 23, False), (5000, 5000, True)]
)
def test_an_old_and_silent_incident_is_background(age, silent, background):
    assert is_background(incident("monitoring", age=age, ended=silent), NOW) is background


def test_a_resolved_incident_is_no_background():
    assert not is_background(incident("resolved", age=500, ended=100), NOW)
