"""Uptime Kuma: one answer names the monitors and what is posted, another tells each monitor's last heartbeats.

Both hang under the host and the page's short name, which only the page's own HTML tells. A probe's word is all there
is: down is down, and nothing says how badly. Times carry no zone and are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from status.assess import assess
from status.models import StatusReport
from status.platforms.clean import line
from status.platforms.fields import Part, Prose, Row, Rows, Text, Time, as_rows
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Bodies, Page

name = "uptimekuma"

PAGE = ""
# The page itself is two steps below its host, at `/status/NAME`; at the host's own address the steps lead nowhere.
API = "/../../api/status-page/"
BEATS = "heartbeat/"
BEAT_WORDS = {"0": "down", "1": "up", "2": "pending", "3": "maintenance"}
# A post of another style is a notice: it may be anything, and stands for years.
TROUBLE = {"danger": "major", "warning": "degraded"}
_NAME = re.compile(r"/api/status-page/([\w-]{1,80})/manifest\.json|[\"']slug[\"']\s*:\s*[\"']([\w-]{1,80})[\"']")


class Config(Row):
    """The page's name."""

    title: Text = ""


class Monitor(Row):
    """One monitor."""

    id: Text = ""
    name: Text = ""


class Group(Row):
    """A heading with its monitors."""

    name: Text = ""
    monitorList: Rows[Monitor] = ()  # noqa: N815 - their name


class Post(Row):
    """Something posted; whether it is trouble is told by its colour."""

    id: Text = ""
    style: Text = ""
    title: Text = ""
    content: Prose = ""
    createdDate: Time = None  # noqa: N815 - their name
    lastUpdatedDate: Time = None  # noqa: N815 - their name


class Slot(Row):
    """One stretch of a maintenance."""

    startDate: Time = None  # noqa: N815 - their name
    endDate: Time = None  # noqa: N815 - their name


class Window(Row):
    """A maintenance."""

    id: Text = ""
    title: Text = ""
    status: Text = ""
    timeslotList: Rows[Slot] = ()  # noqa: N815 - their name


class About(Row):
    """What is on the page. Older versions post one incident at a time, newer ones several."""

    config: Part[Config] = Config()
    incident: Part[Post] = Post()
    incidents: Rows[Post] = ()
    publicGroupList: Rows[Group] = ()  # noqa: N815 - their name
    maintenanceList: Rows[Window] = ()  # noqa: N815 - their name


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the page, then for both answers under the name it gives itself."""
    if PAGE not in asked and PAGE not in bodies:
        return (PAGE,)
    known = _name(bodies)
    paths = (API + known, API + BEATS + known) if known else ()
    return tuple(path for path in paths if path not in asked)


def recognises(bodies: Bodies) -> bool:
    """Tell whether either answer is there."""
    return bool(_told(bodies, "publicGroupList", list) or _told(bodies, "heartbeatList", dict))


def lasting(bodies: Bodies) -> Bodies:
    """Return the page's name: it never changes, and the page is large."""
    known = _name(bodies)
    return {PAGE: f"/api/status-page/{known}/manifest.json"} if known and PAGE in bodies else {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of both answers; a monitor without a heartbeat is unknown."""
    about = About.model_validate(_told(bodies, "publicGroupList", list))
    posts = [one for one in (about.incident, *about.incidents) if one.title or one.content]
    beats = _told(bodies, "heartbeatList", dict).get("heartbeatList", {})
    listed = {one.id for group in about.publicGroupList for one in group.monitorList}
    events = [_event(one) for one in posts if one.style in TROUBLE]
    raw = RawPage(
        platform=name,
        title=about.config.title,
        components=tuple(_components(about, beats)),
        events=(*events, *(_window(one) for one in about.maintenanceList)),
        complete=bool(beats) and beats.keys() <= listed,
        events_told=bool(about.publicGroupList),
        warnings=tuple(f"The page shows a notice: “{one.title[:80]}”." for one in posts if one.style not in TROUBLE),
    )
    return assess(raw, page)


def _name(bodies: Bodies) -> str:
    text = bodies.get(PAGE)
    found = _NAME.search(text) if isinstance(text, str) else None
    return (found[1] or found[2]) if found else ""


def _told(bodies: Bodies, key: str, kind: type) -> dict[str, Any]:
    told = (body for path, body in bodies.items() if path.startswith(API) and isinstance(body, dict))
    return next((body for body in told if isinstance(body.get(key), kind)), {})


def _components(about: About, beats: dict[str, Any]) -> Iterable[RawComponent]:
    for group in about.publicGroupList:
        for monitor in group.monitorList:
            # An aggregated stretch without data is a bare 0, which is no heartbeat.
            rows = as_rows(beats.get(monitor.id))
            code = line(rows[-1].get("status")) if rows else ""
            yield RawComponent(monitor.id, monitor.name, group.name or None, BEAT_WORDS.get(code, code))


def _event(post: Post) -> RawEvent:
    changed = post.lastUpdatedDate or post.createdDate
    return RawEvent(
        id=post.id,
        title=post.title or post.content[:80],
        word="investigating",
        impact=TROUBLE[post.style],
        started_at=post.createdDate,
        updated_at=changed,
        updates=(RawUpdate(changed, changed, "", post.content),) if post.content else (),
    )


def _window(window: Window) -> RawEvent:
    slots = [one for one in window.timeslotList if one.startDate]
    slot = slots[0] if slots else Slot()
    return RawEvent(
        id=window.id,
        title=window.title,
        word=window.status,
        started_at=slot.startDate,
        ends_at=slot.endDate,
        planned=True,
    )
