"""The bodies of pages that people run themselves, and of feeds: one scenario as each would serve it, by path."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from tests.status.scenarios import COMPONENTS, GROUPS, Happening, Key, Scenario, short_id

NAME = "harbor"
OPERATIONAL = "operational"


def word(scenario: Scenario, key: Key, words: dict[str, str]) -> str:
    """Return a component's word in a platform's own language; a word that it does not have stays as it is."""
    told = scenario.hit.get(key, OPERATIONAL)
    return words.get(told, told)


def worst(scenario: Scenario, fine: str, trouble: str, window: str) -> str:
    """Return the page's own label."""
    if any(one.word == "in_progress" for one in scenario.windows):
        return window
    return trouble if scenario.hit else fine


KUMA = {"operational": 1, "under_maintenance": 3, "degraded_performance": 0, "partial_outage": 0, "full_outage": 0}


def uptimekuma(scenario: Scenario) -> dict[str, Any]:
    """Return an Uptime Kuma page: its own HTML, what is on it, and heartbeats without a zone."""
    numbers = {key: number + 1 for number, key in enumerate(COMPONENTS)}
    groups = [
        {
            "id": index,
            "name": group or "Others",
            "monitorList": [_monitor(numbers[group, name], name) for name in names],
        }
        for index, (group, names) in enumerate(GROUPS.items())
    ]
    open_ones = [one for one in scenario.happenings if one.word != "resolved"]
    posts = [
        {
            "id": index,
            "style": "warning" if one.impact == "minor" else "danger",
            "title": one.title,
            "content": one.messages[0].text,
            "createdDate": _bare(scenario, one.messages[-1].minutes),
            "lastUpdatedDate": _bare(scenario, one.messages[0].minutes),
        }
        for index, one in enumerate(open_ones)
    ]
    windows = [
        {
            "id": 1,
            "title": one.title,
            "status": "under-maintenance" if one.word == "in_progress" else "scheduled",
            "timeslotList": [
                {"startDate": _bare(scenario, -60 * one.starts), "endDate": _bare(scenario, -60 * one.ends)}
            ],
        }
        for one in scenario.windows
    ]
    beats = {
        str(number): [
            {"status": 1, "time": _bare(scenario, 2), "msg": "", "ping": 40},
            {"status": word(scenario, key, KUMA), "time": _bare(scenario, 1), "msg": "", "ping": 41},
        ]
        for key, number in numbers.items()
    }
    html = f'<html><head><link rel="manifest" href="/api/status-page/{NAME}/manifest.json"></head></html>'
    about = {"config": {"slug": NAME, "title": "Harbor"}, "publicGroupList": groups, "maintenanceList": windows}
    return {
        f"/status/{NAME}": html,
        f"/api/status-page/{NAME}": {**about, "incidents": posts},
        f"/api/status-page/heartbeat/{NAME}": {"heartbeatList": beats, "uptimeList": {"1_24": 0.99}},
    }


def _monitor(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name, "sendUrl": 0, "type": "http"}


def _bare(scenario: Scenario, minutes: float) -> str:
    return scenario.ago(minutes).replace("T", " ").replace("Z", "")


UPPTIME = {
    "operational": "up",
    "degraded_performance": "degraded",
    "partial_outage": "down",
    "full_outage": "down",
    "under_maintenance": "down",
}


def upptime(scenario: Scenario) -> dict[str, Any]:
    """Return the file of an Upptime repository."""
    rows = [
        {
            "name": f"{key[0]} {key[1]}".strip(),
            "url": "https://harbor.example",
            "slug": short_id(*key),
            "status": word(scenario, key, UPPTIME),
            "uptime": "99.92%",
            "time": 130,
            "dailyMinutesDown": {},
        }
        for key in COMPONENTS
    ]
    return {"/history/summary.json": rows}


CACHET = {
    "operational": 1,
    "degraded_performance": 2,
    "partial_outage": 3,
    "full_outage": 4,
    "under_maintenance": 6,
}
CACHET_STATES = {"investigating": 1, "identified": 2, "monitoring": 3, "resolved": 4}
ROWS = "?per_page=100"


def cachet2(scenario: Scenario) -> dict[str, Any]:
    """Return a Cachet of version 2, which has no word for a component under maintenance."""
    meta = {"pagination": {"total": 34, "total_pages": 1, "current_page": 1}}
    numbers = {key: number + 1 for number, key in enumerate(COMPONENTS)}
    headings = {group: number + 1 for number, group in enumerate(GROUPS) if group}
    incidents = [
        {
            "id": number,
            "component_id": numbers[next(iter(one.hit))] if one.hit else 0,
            "name": one.title,
            "status": CACHET_STATES[one.messages[-1].word],
            "latest_status": CACHET_STATES[one.word],
            "message": one.messages[-1].text,
            "occurred_at": _bare(scenario, one.messages[-1].minutes),
            "updated_at": _bare(scenario, one.messages[0].minutes),
        }
        for number, one in enumerate(scenario.happenings, 1)
    ]
    schedules = [
        {
            "id": number,
            "name": one.title,
            "status": 1 if one.word == "in_progress" else 0,
            "scheduled_at": _bare(scenario, -60 * one.starts),
            "completed_at": None,
            "components": [{"id": numbers[key]} for key in one.hit],
        }
        for number, one in enumerate(scenario.windows, 1)
    ]
    components = [
        {
            "id": number,
            "name": key[1],
            "status": 1 if scenario.hit.get(key) == "under_maintenance" else word(scenario, key, CACHET),
            "group_id": headings.get(key[0], 0),
        }
        for key, number in numbers.items()
    ]
    groups = [{"id": number, "name": group} for group, number in headings.items()]
    return {
        f"/api/v1/components{ROWS}": {"meta": meta, "data": components},
        f"/api/v1/incidents{ROWS}&sort=id&order=desc": {"meta": meta, "data": incidents},
        f"/api/v1/schedules{ROWS}": {"meta": meta, "data": schedules},
        f"/api/v1/components/groups{ROWS}": {"meta": meta, "data": groups},
    }


def cachet3(scenario: Scenario) -> dict[str, Any]:
    """Return a Cachet of version 3: the same in JSON:API, with states and times as objects."""
    two = cachet2(scenario)
    found = {path.removeprefix("/api/v1").partition("?")[0]: body["data"] for path, body in two.items()}
    tail = {"links": {"next": None}, "meta": {"per_page": 100}}
    components = [
        _attributes("components", {**row, "status": _valued(word(scenario, key, CACHET))}, ("group", row["group_id"]))
        for key, row in zip(COMPONENTS, found["/components"], strict=True)
    ]
    incidents = [
        _attributes(
            "incidents", {**_dated(row), "status": _valued(row["latest_status"])}, ("components", row["component_id"])
        )
        for row in found["/incidents"]
    ]
    schedules = [
        _attributes(
            "schedules",
            {**_dated(row), "status": _valued(row["status"])},
            ("components", row["components"][0]["id"] if row["components"] else 0),
        )
        for row in found["/schedules"]
    ]
    groups = [_attributes("componentGroups", row, None) for row in found["/components/groups"]]
    return {
        f"/api/components{ROWS}": {"data": components, **tail},
        f"/api/incidents{ROWS}&sort=-id": {"data": incidents, **tail},
        f"/api/schedules{ROWS}": {"data": schedules, **tail},
        f"/api/component-groups{ROWS}": {"data": groups, **tail},
    }


NEW_NAMES = {
    "occurred_at": "occurred",
    "updated_at": "updated",
    "scheduled_at": "scheduled",
    "completed_at": "completed",
}


def _valued(value: Any) -> dict[str, Any]:
    return {"human": "as people read it", "value": value}


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    old = ("component_id", "components", "latest_status", *NEW_NAMES)
    dates = {new: {"human": "lately", "string": row[key]} for key, new in NEW_NAMES.items() if row.get(key)}
    return {**{key: one for key, one in row.items() if key not in old}, **dates}


def _attributes(kind: str, row: dict[str, Any], related: tuple[str, Any] | None) -> dict[str, Any]:
    attributes = {key: one for key, one in row.items() if key not in ("id", "group_id")}
    relations = {related[0]: {"data": [{"id": str(related[1])}]}} if related and related[1] else {}
    return {"id": str(row["id"]), "type": kind, "attributes": attributes, "relationships": relations}


def atom(scenario: Scenario) -> dict[str, Any]:
    """Return the Atom feed that a Statuspage serves."""
    entries = [
        (one.title, [(told.minutes, told.word, told.text) for told in one.messages]) for one in scenario.happenings
    ] + [(one.title, [(120, one.word.replace("_", " "), "We will upgrade a database.")]) for one in scenario.windows]
    rows = "".join(
        f"<entry><id>tag:status.harbor.example,2005:{short_id(title)}</id><title>{escape(title)}</title>"
        f"<published>{scenario.ago(told[-1][0])}</published><updated>{scenario.ago(told[0][0])}</updated>"
        f'<link rel="alternate" href="https://status.harbor.example/incidents/{short_id(title)}"/>'
        f'<content type="html">{escape(_blocks(told))}</content></entry>'
        for title, told in entries
    )
    head = "<title>Harbor Status</title><link rel='alternate' href='https://status.harbor.example'/>"
    return {"/history.atom": f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{rows}</feed>'}


def rss(scenario: Scenario) -> dict[str, Any]:
    """Return an RSS feed of the kind incident.io serves; windows are not in it."""
    rows = "".join(
        f"<item><guid>https://status.harbor.example//incidents/{short_id(one.title)}</guid>"
        f"<title>{escape(one.title)}</title><pubDate>{_rfc(scenario, one.messages[0].minutes)}</pubDate>"
        f"<description>{escape(_status_first(one))}</description></item>"
        for one in scenario.happenings
    )
    return {
        "/feed.rss": f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor</title>{rows}</channel></rss>'
    }


def _blocks(told: list[tuple[float, str, str]]) -> str:
    return "".join(
        f"<p><small>Sep <var>1</var></small><br><strong>{word.capitalize()}</strong> - {text}</p>"
        for _, word, text in told
    )


def _status_first(one: Happening) -> str:
    return f"<b>Status: {one.word.title()}</b><br/><br/>{one.messages[0].text}"


def _rfc(scenario: Scenario, minutes: float) -> str:
    return format_datetime(datetime.fromisoformat(scenario.ago(minutes)))
