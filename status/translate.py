"""Translates what a page said into our incidents, maintenances and components; a word unknown leaves a warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlsplit

from status.merge import begun, newest
from status.models import (
    Component,
    ComponentState,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    Update,
)
from status.platforms.raw import RawComponent, RawEvent, RawUpdate
from status.platforms.words import INCIDENT_STATES, LEVELS, MAINTENANCE_STATES, meaning, worst
from status.ports import Page

T = TypeVar("T")
WARNINGS_KEPT = 20


@dataclass(slots=True)
class Weighing:
    """What is known while a page is weighed: components by id, in the page's order, and the warnings so far.

    `incidents_at` is the path of an incident's own page, before its id.
    """

    page: Page
    incidents_at: str = ""
    components: dict[str, Component] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def warn(self, warning: str) -> None:
        """Note something that was not understood, once."""
        if warning not in self.warnings and len(self.warnings) < WARNINGS_KEPT:
            self.warnings.append(warning)

    def read(self, words: Mapping[str, T], word: str, what: str) -> T | None:
        """Return what a word means, with a warning that keeps it where we do not know it."""
        found = meaning(words, word)
        if found is None and word:
            self.warn(f"{what} is “{word[:80]}”, a word we do not know.")
        return found


def list_component(weighing: Weighing, raw: RawComponent) -> Component:
    """Add a component as the page lists it; without a word for its state it is unknown."""
    name = raw.name or raw.id or "Unnamed component"
    state = weighing.read(LEVELS, raw.word, f"The state of {name}")
    key = raw.id or (f"{raw.group}/{name}" if raw.group else name)
    component = Component(key, name, raw.group, state or ComponentState.UNKNOWN, raw.word)
    weighing.components[key] = component
    return component


def translate_incident(weighing: Weighing, event: RawEvent) -> Incident:
    """Return an incident; what the page does not date began, or changed, now."""
    state = _incident_state(weighing, event)
    told = tuple(worst(meaning(LEVELS, one.word) or ComponentState.OK) for one in event.components or ())
    impact = weighing.read(LEVELS, event.impact, f"The impact of “{event.title}”") or ComponentState.UNKNOWN
    updates = tuple(_update(weighing, update) for update in event.updates)
    opened = state is not IncidentState.RESOLVED
    return Incident(
        id=event.id or event.title,
        title=event.title or "Untitled incident",
        state=state,
        impact=worst(impact, *told) if opened else impact,
        components=_named(weighing, event, add=opened),
        started_at=begun(event) or weighing.page.now,
        updated_at=newest(event) or begun(event) or weighing.page.now,
        resolved_at=None if opened else _resolved_at(event),
        url=_link(weighing, event),
        updates=updates,
        impact_raw=event.impact,
    )


def _incident_state(weighing: Weighing, event: RawEvent) -> IncidentState:
    """Return the state that the newest message announced, else the incident's own; in doubt it is open."""
    for update in event.updates[:1]:
        announced = meaning(INCIDENT_STATES, update.word)
        if announced is not None:
            return announced
    state = weighing.read(INCIDENT_STATES, event.word, f"The state of “{event.title}”")
    if state is None:
        state = IncidentState.RESOLVED if event.resolved_at else IncidentState.INVESTIGATING
    return state


def _resolved_at(event: RawEvent) -> datetime | None:
    """Return when it last ended: `resolved_at` freezes at the first time on a page that reopens incidents."""
    ends = [update.at or update.posted_at for update in event.updates if _ends(update)]
    return max((time for time in ends if time), default=event.resolved_at)


def _ends(update: RawUpdate) -> bool:
    return update.word.strip().lower() == "resolved"


def _update(weighing: Weighing, raw: RawUpdate) -> Update:
    posted = raw.posted_at or raw.at or weighing.page.now
    return Update(raw.at or posted, posted, meaning(INCIDENT_STATES, raw.word), raw.text)


def translate_maintenance(weighing: Weighing, event: RawEvent) -> Maintenance:
    """Return a maintenance; where its state is no word we know, the clock decides."""
    starts = event.started_at or begun(event) or weighing.page.now
    state = weighing.read(MAINTENANCE_STATES, event.word, f"The state of “{event.title}”")
    return Maintenance(
        id=event.id or event.title,
        title=event.title or "Untitled maintenance",
        state=state or _by_clock(event, starts, weighing.page.now),
        components=_named(weighing, event, add=False),
        starts_at=starts,
        ends_at=event.ends_at,
        url=_link(weighing, event),
    )


def _by_clock(event: RawEvent, starts: datetime, now: datetime) -> MaintenanceState:
    if meaning(INCIDENT_STATES, event.word) is IncidentState.RESOLVED or (event.ends_at and event.ends_at < now):
        return MaintenanceState.COMPLETED
    return MaintenanceState.SCHEDULED if starts > now else MaintenanceState.IN_PROGRESS


def _named(weighing: Weighing, event: RawEvent, add: bool) -> tuple[Component, ...] | None:
    """Return the components an event names, in the state it gives them; None where it names none.

    New ones of an open incident join the list: pages add components in the middle of an outage.
    """
    found: dict[str, Component] = {}
    for raw in event.components or ():
        matches = _matches(weighing.components.values(), raw)
        if not matches and add:
            matches = [list_component(weighing, raw)]
        elif not matches:
            name = raw.name or raw.id
            matches = [Component(raw.id or name, name, raw.group, ComponentState.UNKNOWN, raw.word)]
        told = weighing.read(LEVELS, raw.word, f"The state of {raw.name or raw.id}")
        found |= {one.id: replace(one, state=told or one.state) for one in matches}
    return tuple(found.values()) or None


def _matches(components: Iterable[Component], raw: RawComponent) -> list[Component]:
    """Find a component by its id, or by its name where there is no id: names repeat, so that may be several."""
    rows = list(components)
    same = [one for one in rows if raw.id and one.id == raw.id]
    if same or raw.id:
        return same
    return [
        one
        for one in rows
        if one.name.casefold() == raw.name.casefold() and (raw.group is None or one.group in (None, raw.group))
    ]


def _link(weighing: Weighing, event: RawEvent) -> str:
    """Return the event's page on the status page's own host: its own link where it leads there, else the usual one."""
    page = weighing.page
    try:
        own = urlsplit(event.url)
        if own.scheme == "https" and own.hostname == urlsplit(page.url).hostname and own.username is None:
            return event.url
    except ValueError:
        pass
    if not (weighing.incidents_at and event.id and page.url):
        return page.url
    return f"{page.url}{weighing.incidents_at}{quote(event.id, safe='')}"
