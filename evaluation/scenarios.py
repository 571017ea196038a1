"""The states of the status page that the bot is measured under: named reports, with times relative to now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from status.models import (
    Component,
    ComponentState,
    Freshness,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    State,
    StatusReport,
    Update,
    unreadable,
)

_SOURCE, _URL = "OpenAI status", "https://status.openai.com"
_GROUPS = {
    "ChatGPT": ("Conversations", "Login", "Search", "File uploads", "Voice mode", "Image Generation", "GPTs", "Agent"),
    "APIs": ("Chat Completions", "Responses", "Realtime", "Audio", "Images", "Embeddings", "Files", "Login"),
    "Codex": ("Codex Web", "CLI"),
}
_DEGRADED, _OUTAGE = ComponentState.DEGRADED, ComponentState.OUTAGE
_INVESTIGATING, _MONITORING = IncidentState.INVESTIGATING, IncidentState.MONITORING
Build = Callable[[datetime], StatusReport]


def report(name: str, now: datetime) -> StatusReport:
    """Return the report of a scenario as read at `now` (UTC). Raises KeyError for a name it does not know."""
    return SCENARIOS[name](now)


def _components(state: ComponentState, *names: str) -> tuple[Component, ...]:
    listed = [(group, name) for group, members in _GROUPS.items() for name in members]
    return tuple(
        Component(f"part-{number:02d}", name, group, state if f"{group}/{name}" in names else ComponentState.OK)
        for number, (group, name) in enumerate(listed, 1)
    )


def _page(now: datetime, state: State, state_of: ComponentState = ComponentState.OK, *names: str) -> StatusReport:
    return StatusReport(
        _SOURCE, _URL, state, now, Freshness.FRESH, 12.0, _components(state_of, *names), platform="fixed"
    )


def _incident(now: datetime, page: StatusReport, title: str, state: IncidentState, minutes: float = 40) -> Incident:
    hit = tuple(part for part in page.components if part.state is not ComponentState.OK)
    started, updated = now - timedelta(minutes=minutes), now - timedelta(minutes=min(8, minutes))
    text = "We are working on this and will post an update as soon as there is news."
    impact = hit[0].state if hit else _DEGRADED
    return Incident(
        "incident-1",
        title,
        state,
        impact,
        hit,
        started,
        updated,
        None,
        f"{_URL}/incidents/incident-1",
        (Update(updated, updated, state, text),),
    )


def _hit(state: State, worst: ComponentState, title: str, *names: str) -> Build:
    def build(now: datetime) -> StatusReport:
        page = _page(now, state, worst, *names)
        return replace(page, incidents=(_incident(now, page, title, _INVESTIGATING),))

    return build


def _all_fine(now: datetime) -> StatusReport:
    return _page(now, State.OK)


def _monitoring(now: datetime) -> StatusReport:
    hit = _page(now, State.RECOVERING, _DEGRADED, "ChatGPT/Conversations")
    incident = _incident(now, hit, "Elevated errors in ChatGPT conversations", _MONITORING, 75)
    fine = replace(hit, components=_components(ComponentState.OK))
    return replace(fine, incidents=(replace(incident, components=fine.components[:1]),))


def _just_resolved(now: datetime) -> StatusReport:
    at = now - timedelta(minutes=20)
    incident = _monitoring(now).incidents[0]
    done = replace(incident, state=IncidentState.RESOLVED, updated_at=at, resolved_at=at)
    said = Update(at, at, IncidentState.RESOLVED, "All impacted services have recovered.")
    return replace(_page(now, State.RECOVERING), incidents=(replace(done, updates=(said, *incident.updates)),))


def _window(now: datetime, state: MaintenanceState, start: timedelta, names: tuple[Component, ...]) -> Maintenance:
    begins = now + start
    return Maintenance(
        "window-1",
        "Database upgrade for ChatGPT",
        state,
        names,
        begins,
        begins + timedelta(hours=2),
        f"{_URL}/maintenance/window-1",
    )


def _maintenance_running(now: datetime) -> StatusReport:
    page = _page(now, State.MAINTENANCE, ComponentState.MAINTENANCE, "ChatGPT/Conversations")
    return replace(
        page, maintenances=(_window(now, MaintenanceState.IN_PROGRESS, timedelta(minutes=-30), page.components[:1]),)
    )


def _maintenance_tomorrow(now: datetime) -> StatusReport:
    page = _page(now, State.OK)
    return replace(
        page, maintenances=(_window(now, MaintenanceState.SCHEDULED, timedelta(hours=20), page.components[:1]),)
    )


def _stale(build: Build) -> Build:
    def aged(now: datetime) -> StatusReport:
        age = timedelta(minutes=20)
        return replace(build(now - age), freshness=Freshness.STALE, age_seconds=age.total_seconds())

    return aged


def _without_parts(now: datetime) -> StatusReport:
    page = _page(now, State.DEGRADED)
    incident = _incident(now, page, "Elevated error rates in ChatGPT: users see Bad Gateway (502)", _INVESTIGATING)
    return replace(page, incidents=(replace(incident, components=None),))


def _old_incident(now: datetime) -> StatusReport:
    page = _page(now, State.OK)
    incident = _incident(now, page, "Some older exports arrive late", _MONITORING, 9 * 24 * 60)
    old = now - timedelta(days=6)
    said = Update(old, old, _MONITORING, "A fix is in place and we keep watching.")
    return replace(page, incidents=(replace(incident, updated_at=old, components=None, updates=(said,)),))


def _unreadable(_now: datetime) -> StatusReport:
    return unreadable(_SOURCE, _URL, "the page did not answer in time")


_DOWN = _hit(State.OUTAGE, _OUTAGE, "ChatGPT is unavailable", "ChatGPT/Conversations")

SCENARIOS: dict[str, Build] = {
    "all-fine": _all_fine,
    "conversations-degraded": _hit(
        State.DEGRADED, _DEGRADED, "Elevated errors in ChatGPT conversations", "ChatGPT/Conversations"
    ),
    "conversations-down": _DOWN,
    "api-only": _hit(State.OUTAGE, _OUTAGE, "Elevated API error rates", "APIs/Chat Completions", "APIs/Responses"),
    "login-down": _hit(State.OUTAGE, _OUTAGE, "Users cannot sign in to ChatGPT", "ChatGPT/Login"),
    "images-down": _hit(State.OUTAGE, _OUTAGE, "Image generation is failing", "ChatGPT/Image Generation"),
    "codex-down": _hit(State.OUTAGE, _OUTAGE, "Codex tasks are not starting", "Codex/Codex Web", "Codex/CLI"),
    "maintenance-running": _maintenance_running,
    "maintenance-tomorrow": _maintenance_tomorrow,
    "monitoring": _monitoring,
    "just-resolved": _just_resolved,
    "incident-without-parts": _without_parts,
    "old-incident": _old_incident,
    "stale-fine": _stale(_all_fine),
    "stale-down": _stale(_DOWN),
    "unreadable": _unreadable,
}
