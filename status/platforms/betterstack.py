"""Better Stack: `index.json` (JSON:API) tells all. The page answers any path with 200, so only the type counts.

Source: "JSON API status" in Better Stack's documentation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from status.assess import assess
from status.models import StatusReport
from status.platforms.fields import Part, Prose, Row, Rows, Text, Time
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Bodies, Page

name = "betterstack"

INDEX = "/index.json"
OVER = ("resolved", "operational")


class Affected(Row):
    """What a report says of a resource."""

    status_page_resource_id: Text = ""
    status: Text = ""


class Attributes(Row):
    """The attributes of the page, of a section, a resource, a report or an update: each fills some of these."""

    company_name: Text = ""
    aggregate_state: Text = ""
    updated_at: Time = None
    name: Text = ""
    public_name: Text = ""
    status: Text = ""
    status_page_section_id: Text = ""
    title: Text = ""
    report_type: Text = ""
    starts_at: Time = None
    ends_at: Time = None
    affected_resources: Rows[Affected] = ()
    message: Prose = ""
    published_at: Time = None
    status_report_id: Text = ""


class Pointer(Row):
    """A reference to another object."""

    id: Text = ""


class Pointers(Row):
    """References to other objects."""

    data: Rows[Pointer] = ()


class Relations(Row):
    """The updates of a report."""

    status_updates: Part[Pointers] = Pointers()


class Thing(Row):
    """Any object of the document, told by its type."""

    id: Text = ""
    type: Text = ""
    attributes: Part[Attributes] = Attributes()
    relationships: Part[Relations] = Relations()


class Document(Row):
    """The whole answer."""

    data: Part[Thing] = Thing()
    included: Rows[Thing] = ()

    def of(self, kind: str) -> list[Thing]:
        """Return the objects of a type."""
        return [one for one in self.included if one.type == kind]


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the one answer there is."""
    return () if INDEX in asked else (INDEX,)


def recognises(bodies: Bodies) -> bool:
    """Tell by the type it gives itself."""
    body = bodies.get(INDEX)
    data: Any = body.get("data") if isinstance(body, dict) else None
    return isinstance(data, dict) and data.get("type") == "status_page"


def lasting(bodies: Bodies) -> Bodies:
    """Everything may change with the next read."""
    return {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of the answer."""
    body = bodies.get(INDEX)
    told = Document.model_validate(body if isinstance(body, dict) else {})
    sections = {one.id: one.attributes.name for one in told.of("status_page_section")}
    names = {one.id: one.attributes.public_name for one in told.of("status_page_resource")}
    raw = RawPage(
        platform=name,
        title=told.data.attributes.company_name,
        components=tuple(_component(one, sections) for one in told.of("status_page_resource")),
        events=tuple(_event(one, told, names, page.now) for one in told.of("status_report")),
        complete=bool(names),
        events_told=isinstance(body, dict) and isinstance(body.get("included"), list),
        indicator=told.data.attributes.aggregate_state,
        updated_at=told.data.attributes.updated_at,
    )
    return assess(raw, page)


def _component(one: Thing, sections: dict[str, str]) -> RawComponent:
    about = one.attributes
    return RawComponent(one.id, about.public_name, sections.get(about.status_page_section_id) or None, about.status)


def _event(one: Thing, told: Document, names: dict[str, str], now: datetime) -> RawEvent:
    """Return a report as an event: it has no word of its own but an end, which a running incident lacks."""
    about = one.attributes
    planned = about.report_type == "maintenance"
    over = about.aggregate_state in OVER or bool(about.ends_at and about.ends_at <= now)
    word = "" if planned else ("resolved" if over else "investigating")
    updates = list(_updates(one, told))
    return RawEvent(
        id=one.id,
        title=about.title,
        word=word,
        impact="" if planned or over else about.aggregate_state,
        components=tuple(
            RawComponent(row.status_page_resource_id, names.get(row.status_page_resource_id, ""), None, _word(row))
            for row in about.affected_resources
        )
        or None,
        started_at=about.starts_at,
        updated_at=max((row.posted_at for row in updates if row.posted_at), default=about.ends_at if over else None),
        resolved_at=about.ends_at if over and not planned else None,
        ends_at=about.ends_at,
        updates=tuple(updates),
        planned=planned,
    )


def _word(row: Affected) -> str:
    return "operational" if row.status == "resolved" else row.status


def _updates(one: Thing, told: Document) -> Iterable[RawUpdate]:
    """Yield the messages of a report, which point to it or are pointed to."""
    pointed = {row.id for row in one.relationships.status_updates.data}
    for update in told.of("status_update"):
        about = update.attributes
        if update.id in pointed or (about.status_report_id and about.status_report_id == one.id):
            yield RawUpdate(about.published_at, about.published_at, "", about.message)
