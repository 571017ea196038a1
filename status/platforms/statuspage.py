"""Atlassian Statuspage, public API v2: `summary.json` for now and `incidents.json` for what ended lately.

Source: the "API" page that every Statuspage serves. incident.io answers the same paths; its adapter reads them through
`Body` as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from status.assess import assess
from status.models import StatusReport
from status.platforms.fields import Flag, Link, Part, Prose, Row, Rows, Text, Time, ToldRows
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Bodies, Page

name = "statuspage"

API = "/api/v2/"
SUMMARY, COMPONENTS, INCIDENTS = "/api/v2/summary.json", "/api/v2/components.json", "/api/v2/incidents.json"
STATUS, MAINTENANCES = "/api/v2/status.json", "/api/v2/scheduled-maintenances.json"


class About(Row):
    """Who the page belongs to."""

    id: Text = ""
    name: Text = ""
    url: Link = ""
    updated_at: Time = None


class Label(Row):
    """The page's own overall label."""

    indicator: Text = ""


class Component(Row):
    """A component, or a group that contains some. `group` is missing on incident.io's imitation."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    group_id: Text = ""
    group: Flag = False


class Affected(Row):
    """What an update did to a component."""

    code: Text = ""
    name: Text = ""
    new_status: Text = ""


class Update(Row):
    """One message. `display_at` is the author's time and may be back-dated; `created_at` is when it appeared."""

    status: Text = ""
    body: Prose = ""
    created_at: Time = None
    display_at: Time = None
    affected_components: Rows[Affected] = ()


class Incident(Row):
    """An incident, or a maintenance when it has the times of one."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    impact: Text = ""
    created_at: Time = None
    started_at: Time = None
    updated_at: Time = None
    resolved_at: Time = None
    scheduled_for: Time = None
    scheduled_until: Time = None
    components: Rows[Component] = ()
    incident_updates: Rows[Update] = ()


class Body(Row):
    """Any answer of the API: each endpoint fills some of these."""

    page: Part[About] = About()
    status: Part[Label] = Label()
    components: ToldRows[Component] = None
    incidents: ToldRows[Incident] = None
    scheduled_maintenances: ToldRows[Incident] = None


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the summary and the history; for the single lists only where the summary does not do."""
    summary = bodies.get(SUMMARY)
    if SUMMARY not in asked or INCIDENTS not in asked:
        return SUMMARY, INCIDENTS
    if not is_v2(summary) or not _lists_groups(summary):
        return COMPONENTS, STATUS, MAINTENANCES
    return ()


def recognises(bodies: Bodies) -> bool:
    """Tell whether any of these is an answer of the API."""
    return any(path.startswith(API) and is_v2(body) for path, body in bodies.items())


def lasting(bodies: Bodies) -> Bodies:
    """Everything may change with the next read."""
    return {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of these bodies, whichever of them are there."""
    told = read_v2(bodies)
    raw = RawPage(
        platform=name,
        title=next((body.page.name for body in told.values() if body.page.name), ""),
        components=tuple(one for body in told.values() for one in components_of(body)),
        events=tuple(event for body in told.values() for event in events_of(body)),
        complete=True,
        events_told=any(body.incidents is not None for body in told.values()),
        indicator=next((body.status.indicator for body in told.values() if body.status.indicator), ""),
        updated_at=max((body.page.updated_at for body in told.values() if body.page.updated_at), default=None),
        url=next((body.page.url for body in told.values() if body.page.url), ""),
        incidents_at="/incidents/",
    )
    return assess(raw, page)


def is_v2(value: object) -> bool:
    """Tell by its shape whether a value is an answer of the API: a page, a label, or one of its lists."""
    if not isinstance(value, dict):
        return False
    lists = [key for key in ("components", "incidents", "scheduled_maintenances") if isinstance(value.get(key), list)]
    label = value.get("status")
    labelled = isinstance(label, dict) and "indicator" in label
    return labelled or (bool(lists) and isinstance(value.get("page", {}), dict))


def read_v2(bodies: Bodies) -> dict[str, Body]:
    """Return the answers of the API among these bodies, the summary first."""
    rows = {path: Body.model_validate(value) for path, value in bodies.items() if path.startswith(API) and is_v2(value)}
    return dict(sorted(rows.items(), key=lambda row: row[0] != SUMMARY))


def components_of(body: Body) -> list[RawComponent]:
    """Return the components with their group's name; a group counts as a component only where it has none."""
    rows = body.components or ()
    groups = {row.id: row.name for row in rows if row.group}
    with_children = {row.group_id for row in rows if not row.group}
    return [
        RawComponent(row.id, row.name, groups.get(row.group_id), row.status)
        for row in rows
        if not row.group or row.id not in with_children
    ]


def events_of(body: Body) -> list[RawEvent]:
    """Return incidents and maintenances."""
    incidents = [event_of(row) for row in body.incidents or ()]
    return incidents + [event_of(row, planned=True) for row in body.scheduled_maintenances or ()]


def event_of(row: Incident, planned: bool = False) -> RawEvent:
    """Return one of them in our form."""
    return RawEvent(
        id=row.id,
        title=row.name,
        word=row.status,
        impact=row.impact,
        components=tuple(_components_named(row)) or None,
        started_at=row.scheduled_for or row.started_at or row.created_at,
        updated_at=row.updated_at,
        resolved_at=row.resolved_at,
        ends_at=row.scheduled_until,
        updates=tuple(RawUpdate(one.display_at, one.created_at, one.status, one.body) for one in row.incident_updates),
        planned=planned or row.scheduled_for is not None,
    )


def _components_named(row: Incident) -> Iterable[RawComponent]:
    """Return the components an incident lists, else those that its messages changed, in the newest state told."""
    if row.components:
        return [RawComponent(one.id, one.name, None, one.status) for one in row.components if not one.group]
    told = {
        one.code or one.name: RawComponent(one.code, one.name, None, one.new_status)
        for update in reversed(row.incident_updates)
        for one in update.affected_components
    }
    return told.values()


def _lists_groups(summary: object) -> bool:
    """Tell whether components come with the group fields that the real platform always sends."""
    rows = summary.get("components") if isinstance(summary, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and "group" in row for row in rows)
