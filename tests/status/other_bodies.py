"""The bodies of the platforms that small teams use: one scenario as each of them would serve it, by path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.status.probe_bodies import NAME, OPERATIONAL, atom, cachet2, cachet3, rss, upptime, uptimekuma, word, worst
from tests.status.scenarios import COMPONENTS, GROUPS, Happening, Scenario, Window, short_id

ID = "0a1b2c3d4e5f60718293a4b5"


INSTATUS = {
    "operational": "OPERATIONAL",
    "degraded_performance": "DEGRADEDPERFORMANCE",
    "partial_outage": "PARTIALOUTAGE",
    "full_outage": "MAJOROUTAGE",
    "under_maintenance": "UNDERMAINTENANCE",
}


def instatus(scenario: Scenario) -> dict[str, Any]:
    """Return an Instatus page; lists that would be empty are left out, and what ended is not told."""
    open_ones = [one for one in scenario.happenings if one.word != "resolved"]
    incidents = [
        {
            "id": short_id(one.title),
            "name": one.title,
            "started": scenario.ago(one.messages[-1].minutes),
            "status": one.word.upper(),
            "impact": {"minor": "DEGRADEDPERFORMANCE"}.get(one.impact, "MAJOROUTAGE"),
            "url": f"https://status.harbor.example/incident/{short_id(one.title)}",
            "updatedAt": scenario.ago(one.messages[0].minutes),
        }
        for one in open_ones
    ]
    windows = [
        {
            "id": short_id(one.title),
            "name": one.title,
            "start": scenario.ago(-60 * one.starts),
            "status": {"in_progress": "INPROGRESS"}.get(one.word, "NOTSTARTEDYET"),
            "duration": str(round(60 * (one.ends - one.starts))),
            "url": "https://status.harbor.example/maintenance/x",
        }
        for one in scenario.windows
    ]
    label = worst(scenario, "UP", "HASISSUES", "UNDERMAINTENANCE")
    return {
        "/summary.json": {
            "page": {"name": "Harbor", "url": "https://status.harbor.example", "status": label},
            **({"activeIncidents": incidents} if incidents else {}),
            **({"activeMaintenances": windows} if windows else {}),
        },
        "/v3/components.json": {
            "components": [
                {
                    "id": short_id(*key),
                    "name": key[1],
                    "status": word(scenario, key, INSTATUS),
                    "group": {"id": short_id(key[0]), "name": key[0]} if key[0] else None,
                }
                for key in COMPONENTS
            ]
        },
    }


BETTERSTACK = {
    "degraded_performance": "degraded",
    "partial_outage": "downtime",
    "full_outage": "downtime",
    "under_maintenance": "maintenance",
}


def betterstack(scenario: Scenario) -> dict[str, Any]:
    """Return a Better Stack page: one JSON:API document."""
    sections = [_thing("status_page_section", short_id(group), name=group) for group in GROUPS if group]
    resources = [
        _thing(
            "status_page_resource",
            short_id(*key),
            public_name=key[1],
            status=word(scenario, key, BETTERSTACK),
            status_page_section_id=short_id(key[0]) if key[0] else None,
        )
        for key in COMPONENTS
    ]
    reports = [_report(scenario, one) for one in scenario.happenings] + [
        _thing(
            "status_report",
            short_id(one.title),
            title=one.title,
            report_type="maintenance",
            starts_at=scenario.ago(-60 * one.starts),
            ends_at=scenario.ago(-60 * one.ends),
            aggregate_state="maintenance",
            affected_resources=[
                {"status_page_resource_id": short_id(*key), "status": "maintenance"} for key in one.hit
            ],
        )
        for one in scenario.windows
    ]
    updates = [
        _thing(
            "status_update",
            short_id(one.title, told.word),
            message=told.text,
            published_at=scenario.ago(told.minutes),
            status_report_id=short_id(one.title),
        )
        for one in scenario.happenings
        for told in one.messages
    ]
    label = worst(scenario, OPERATIONAL, "degraded", "maintenance")
    page = _thing("status_page", "165", company_name="Harbor", aggregate_state=label, timezone="UTC")
    return {"/index.json": {"data": page, "included": [*sections, *resources, *reports, *updates]}}


def _thing(kind: str, ident: str, **attributes: Any) -> dict[str, Any]:
    return {"id": ident, "type": kind, "attributes": attributes}


def _report(scenario: Scenario, one: Happening) -> dict[str, Any]:
    over = one.word == "resolved"
    hit = {key: "resolved" if over else BETTERSTACK.get(told, told) for key, told in one.hit.items()}
    return _thing(
        "status_report",
        short_id(one.title),
        title=one.title,
        report_type="manual",
        starts_at=scenario.ago(one.messages[-1].minutes),
        ends_at=scenario.ago(one.messages[0].minutes) if over else None,
        aggregate_state="resolved" if over else next(iter(hit.values()), "downtime"),
        affected_resources=[{"status_page_resource_id": short_id(*key), "status": told} for key, told in hit.items()],
    )


STATUSIO = {
    "operational": 100,
    "under_maintenance": 200,
    "degraded_performance": 300,
    "partial_outage": 400,
    "full_outage": 500,
}
STATUSIO_STATES = {"investigating": 100, "identified": 200, "monitoring": 300, "resolved": 400}


def statusio(scenario: Scenario) -> dict[str, Any]:
    """Return what `api.status.io` answers; the page itself is only HTML."""
    incidents = [
        {
            "_id": short_id(one.title),
            "name": one.title,
            "datetime_open": scenario.ago(one.messages[-1].minutes),
            "messages": [
                {
                    "details": told.text,
                    "state": STATUSIO_STATES[told.word],
                    "status": {"minor": 300, "major": 400}.get(one.impact, 500),
                    "datetime": scenario.ago(told.minutes),
                }
                for told in one.messages
            ],
            "components_affected": [{"_id": short_id(*key), "name": key[1]} for key in one.hit],
            "containers_affected": [],
        }
        for one in scenario.happenings
    ]
    components = [
        {
            "id": short_id(*key),
            "name": key[1],
            "status": "as people read it",
            "status_code": word(scenario, key, STATUSIO),
            "containers": [],
        }
        for key in COMPONENTS
    ]
    overall = {"updated": scenario.ago(1), "status": "", "status_code": worst(scenario, 100, 300, 200)}
    windows = {
        name: [_statusio_window(scenario, one) for one in scenario.windows if (one.word == "in_progress") == running]
        for name, running in (("active", True), ("upcoming", False))
    }
    result = {"status_overall": overall, "status": components, "incidents": incidents, "maintenance": windows}
    return {f"/1.0/status/{ID}": {"result": result}}


def _statusio_window(scenario: Scenario, one: Window) -> dict[str, Any]:
    return {
        "_id": short_id(one.title),
        "name": one.title,
        "datetime_planned_start": scenario.ago(-60 * one.starts),
        "datetime_planned_end": scenario.ago(-60 * one.ends),
        "messages": [],
        "components_affected": [{"_id": short_id(*key), "name": key[1]} for key in one.hit],
    }


OTHERS: dict[str, Callable[[Scenario], dict[str, Any]]] = {
    "instatus": instatus,
    "betterstack": betterstack,
    "statusio": statusio,
    "uptimekuma": uptimekuma,
    "upptime": upptime,
    "cachet2": cachet2,
    "cachet3": cachet3,
    "atom": atom,
    "rss": rss,
}
HOMES = {"statusio": f"/1.0/status/{ID}", "uptimekuma": f"/status/{NAME}"}
"""Where a page is, when it is not at its host's root."""
