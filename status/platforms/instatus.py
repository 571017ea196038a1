"""Instatus: `summary.json` for the page's label and what is open, `v3/components.json` for every component.

Neither names the components of an incident, and neither lists what ended; both leave lists out that would be empty.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from status.assess import assess
from status.models import StatusReport
from status.platforms.fields import Link, Part, Row, Rows, Text, Time, ToldRows
from status.platforms.raw import RawComponent, RawEvent, RawPage
from status.ports import Bodies, Page

name = "instatus"

SUMMARIES = ("/summary.json", "/v3/summary.json")
COMPONENTS = ("/v3/components.json", "/v2/components.json")


class About(Row):
    """Who the page belongs to, and its one word about everything."""

    name: Text = ""
    url: Link = ""
    status: Text = ""


class Label(Row):
    """The label where it stands beside the page instead of in it."""

    status: Text = ""


class Event(Row):
    """An incident that is open, or a maintenance, whose `duration` is in minutes."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    impact: Text = ""
    url: Link = ""
    started: Time = None
    start: Time = None
    updatedAt: Time = None  # noqa: N815 - their name
    duration: Text = ""


class Summary(Row):
    """The summary; a list is missing where nothing is in it."""

    page: Part[About] = About()
    status: Part[Label] = Label()
    activeIncidents: Rows[Event] = ()  # noqa: N815 - their name
    activeMaintenances: Rows[Event] = ()  # noqa: N815 - their name


class Group(Row):
    """The heading a component stands under."""

    name: Text = ""


class Component(Row):
    """One component."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    group: Part[Group] = Group()


class Components(Row):
    """The list of components."""

    components: ToldRows[Component] = None


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the summary and the components, each at its older address where the newer one has nothing."""
    for summary, components in zip(SUMMARIES, COMPONENTS, strict=True):
        missing = [] if _summaries(bodies) else [summary]
        missing += [] if not missing and _components(bodies).components else [components]
        wanted = tuple(path for path in missing if path not in asked)
        if wanted:
            return wanted
    return ()


def recognises(bodies: Bodies) -> bool:
    """Tell whether a summary of this form is there: a page with one word for its state, or a list of what is open."""
    return bool(_summaries(bodies))


def lasting(bodies: Bodies) -> Bodies:
    """Everything may change with the next read."""
    return {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of these bodies, whichever of them are there."""
    summary = next(iter(_summaries(bodies)), Summary())
    listed = _components(bodies).components
    rows = [RawComponent(row.id, row.name, row.group.name or None, row.status) for row in listed or ()]
    events = [_event(row, planned=False) for row in summary.activeIncidents]
    raw = RawPage(
        platform=name,
        title=summary.page.name,
        components=tuple(rows),
        events=(*events, *(_event(row, planned=True) for row in summary.activeMaintenances)),
        complete=bool(listed),
        events_told=bool(_summaries(bodies)),
        indicator=summary.page.status or summary.status.status,
        url=summary.page.url,
    )
    return assess(raw, page)


def _summaries(bodies: Bodies) -> list[Summary]:
    told = [bodies[path] for path in SUMMARIES if path in bodies]
    return [Summary.model_validate(body) for body in told if _is_summary(body)]


def _is_summary(body: object) -> bool:
    """Tell a summary from the one of a Statuspage, which has components and a label with an indicator."""
    if not isinstance(body, dict) or "components" in body:
        return False
    page, label = body.get("page"), body.get("status")
    if isinstance(label, dict) and "indicator" in label:
        return False
    worded = isinstance(page, dict) and (isinstance(page.get("status"), str) or isinstance(label, dict))
    return worded or isinstance(body.get("activeIncidents"), list) or isinstance(body.get("activeMaintenances"), list)


def _components(bodies: Bodies) -> Components:
    told = [bodies[path] for path in COMPONENTS if isinstance(bodies.get(path), dict)]
    return Components.model_validate(told[0]) if told else Components()


def _event(row: Event, planned: bool) -> RawEvent:
    starts = row.start or row.started
    return RawEvent(
        id=row.id,
        title=row.name,
        word=row.status,
        impact="" if planned else row.impact,
        started_at=starts,
        updated_at=row.updatedAt,
        ends_at=_end(starts, row.duration) if planned else None,
        url=row.url,
        planned=planned,
    )


def _end(starts: datetime | None, minutes: str) -> datetime | None:
    try:
        return starts + timedelta(minutes=float(minutes)) if starts and minutes else None
    except (ValueError, OverflowError):
        return None
