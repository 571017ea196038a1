"""status.io: the page's own HTML holds its id, and `api.status.io/1.0/status/ID` tells all, in numbers.

Source: the public status API in status.io's documentation. The address under `api.status.io` may be configured itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from status.assess import assess
from status.models import StatusReport
from status.platforms.fields import Part, Prose, Row, Rows, Text, Time, ToldRows
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Bodies, Page

name = "statusio"

API = "https://api.status.io/1.0/status/"
PAGE = ""
LEVEL_WORDS = {
    "100": "operational",
    "200": "maintenance",
    "300": "degraded",
    "400": "partial_outage",
    "500": "major_outage",
    "600": "security_event",
}
STATE_WORDS = {"100": "investigating", "200": "identified", "300": "monitoring", "400": "resolved"}
_ID = re.compile(r"(?:/1\.0/status/|/pages/(?:history|incidents?|maintenance)/)([0-9a-f]{24})\b")

Ident = Annotated[Text, Field(validation_alias=AliasChoices("_id", "id"))]


class Level(Row):
    """A component, or the page as a whole: the number decides, the words are what people see."""

    id: Ident = ""
    name: Text = ""
    status: Text = ""
    status_code: Text = ""
    updated: Time = None


class Message(Row):
    """One message: `state` is how far the provider is, `status` how bad it is, both numbers."""

    details: Prose = ""
    state: Text = ""
    status: Text = ""
    datetime: Time = None


class Event(Row):
    """An incident, or a maintenance with planned times."""

    id: Ident = ""
    name: Text = ""
    datetime_open: Time = None
    datetime_resolved: Time = None
    datetime_planned_start: Time = None
    datetime_planned_end: Time = None
    messages: Rows[Message] = ()
    components_affected: Rows[Level] = ()


class Windows(Row):
    """Maintenances by whether they run."""

    active: Rows[Event] = ()
    upcoming: Rows[Event] = ()


class Result(Row):
    """The answer itself."""

    status_overall: Part[Level] = Level()
    status: Rows[Level] = ()
    incidents: ToldRows[Event] = None
    maintenance: Part[Windows] = Windows()


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the page, then for the answer under the id that the page holds."""
    if PAGE not in asked and PAGE not in bodies:
        return (PAGE,)
    text = bodies.get(PAGE)
    found = _ID.search(text) if isinstance(text, str) else None
    path = API + found[1] if found else PAGE
    return () if path in asked or path == PAGE else (path,)


def recognises(bodies: Bodies) -> bool:
    """Tell whether an answer of this form is there."""
    return bool(_results(bodies))


def lasting(bodies: Bodies) -> Bodies:
    """Return the page where it holds the id: that never changes, and the page is large."""
    text = bodies.get(PAGE)
    found = _ID.search(text) if isinstance(text, str) else None
    return {PAGE: f"/1.0/status/{found[1]}"} if found else {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of the answer."""
    results = _results(bodies)
    told = Result.model_validate(results[0] if results else {})
    events = [_event(row, "") for row in told.incidents or ()]
    events += [_event(row, "in_progress") for row in told.maintenance.active]
    events += [_event(row, "scheduled") for row in told.maintenance.upcoming]
    raw = RawPage(
        platform=name,
        title="",
        components=tuple(RawComponent(row.id, row.name, None, _level(row)) for row in told.status),
        events=tuple(events),
        complete=bool(told.status),
        events_told=told.incidents is not None,
        indicator=_level(told.status_overall),
        updated_at=told.status_overall.updated,
    )
    return assess(raw, page)


def _results(bodies: Bodies) -> list[dict[str, Any]]:
    told = [
        body["result"] for body in bodies.values() if isinstance(body, dict) and isinstance(body.get("result"), dict)
    ]
    return [one for one in told if isinstance(one.get("status"), list) and isinstance(one.get("status_overall"), dict)]


def _level(row: Level) -> str:
    return LEVEL_WORDS.get(row.status_code, row.status_code or row.status)


def _event(row: Event, window: str) -> RawEvent:
    """Return an event; `window` is the word of a maintenance, nothing for an incident."""
    messages = sorted(row.messages, key=lambda one: one.datetime.timestamp() if one.datetime else 0.0)
    newest = messages[-1] if messages else Message()
    word = "resolved" if row.datetime_resolved else STATE_WORDS.get(newest.state, newest.state)
    return RawEvent(
        id=row.id,
        title=row.name,
        word=window or word,
        impact="" if window else LEVEL_WORDS.get(newest.status, newest.status),
        components=tuple(_named(row)) or None,
        started_at=row.datetime_planned_start if window else row.datetime_open,
        updated_at=newest.datetime,
        resolved_at=row.datetime_resolved,
        ends_at=row.datetime_planned_end,
        updates=tuple(
            RawUpdate(one.datetime, one.datetime, "" if window else STATE_WORDS.get(one.state, ""), one.details)
            for one in messages
        ),
        planned=bool(window),
    )


def _named(row: Event) -> Iterable[RawComponent]:
    return (RawComponent(one.id, one.name, None, "") for one in row.components_affected)
