"""The bodies of status pages: one scenario in every shape in which a page may serve it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.status.other_bodies import OTHERS
from tests.status.scenarios import COMPONENTS, GROUPS, Happening, Key, Scenario, Window, short_id, ulid

Body = dict[str, Any]
HOST = "status.openai.com"
PAGE_URL = f"https://{HOST}/"
V2_WORDS = {"full_outage": "major_outage"}
IMPACTS = {"minor": "degraded_performance", "major": "partial_outage", "critical": "full_outage", "none": "operational"}
SHOWN_IN_SUMMARY = 25
RUNNING_TIMES = ("started_at", "scheduled_end_at")
AHEAD_TIMES = ("starts_at", "ends_at")
NOT_SHOWN = ("ChatGPT", "ChatGPT Work")


def incidentio(scenario: Scenario, host: str = HOST) -> dict[str, Body]:
    """Return everything an incident.io page answers, by path."""
    return {
        "/api/v1/summary": widget(scenario),
        "/api/v2/components.json": {
            "page": shim_page(),
            "components": [shim_component(scenario, key) for key in COMPONENTS],
        },
        "/api/v2/incidents.json": shim_incidents(scenario),
        "/api/v2/summary.json": shim_summary(scenario),
        f"/proxy/{host}": proxy(scenario),
        f"/proxy/{host}/incidents": {"incidents": [proxy_incident(scenario, one) for one in scenario.happenings]},
    }


def statuspage(scenario: Scenario) -> dict[str, Body]:
    """Return everything an Atlassian Statuspage answers, by path."""
    page = {"id": short_id("page"), "name": "OpenAI", "url": PAGE_URL.rstrip("/"), "updated_at": _updated(scenario)}
    components = statuspage_components(scenario)
    incidents = [statuspage_incident(scenario, one) for one in scenario.happenings]
    windows = [statuspage_window(scenario, one) for one in scenario.windows]
    label = {"status": {"indicator": indicator(scenario), "description": "as computed by the page"}}
    unresolved = [one for one in incidents if one["status"] != "resolved"]
    return {
        "/api/v2/summary.json": {
            "page": page, "components": components, "incidents": unresolved, "scheduled_maintenances": windows, **label,
        },
        "/api/v2/incidents.json": {"page": page, "incidents": incidents},
        "/api/v2/components.json": {"page": page, "components": components},
        "/api/v2/scheduled-maintenances.json": {"page": page, "scheduled_maintenances": windows},
        "/api/v2/status.json": {"page": page, **label},
    }  # fmt: skip


SHAPES: dict[str, tuple[str, ...]] = {
    "native": ("/api/v1/summary", "/api/v2/", "/proxy/"),
    "shim": ("/api/v2/",),
    "widget": ("/api/v1/summary",),
    "proxy": ("/proxy/",),
    "summary": ("/api/v2/summary.json",),
    "documented": ("/api/v1/summary", "/api/v2/components.json", "/api/v2/incidents.json"),
}


def bodies(scenario: Scenario, platform: str, shape: str = "native", host: str = HOST) -> dict[str, Body]:
    """Return what a page of this platform serves in this shape, by path."""
    if platform in OTHERS:
        return OTHERS[platform](scenario)
    everything = incidentio(scenario, host) if platform == "incidentio" else statuspage(scenario)
    return {path: body for path, body in everything.items() if path.startswith(SHAPES[shape])}


def indicator(scenario: Scenario) -> str:
    """Return the page's own label, which understates as real ones do."""
    if any(one.word == "in_progress" for one in scenario.windows):
        return "maintenance"
    return "minor" if scenario.hit else "none"


def widget(scenario: Scenario) -> Body:
    """Return the native summary of what is wrong."""
    running = [one for one in scenario.windows if one.word == "in_progress"]
    ahead = [one for one in scenario.windows if one.word == "scheduled"]
    ongoing = [one for one in scenario.happenings if one.word != "resolved"]
    return {
        "page_title": "OpenAI Status",
        "page_url": PAGE_URL,
        "ongoing_incidents": [_widget_incident(scenario, one) for one in ongoing],
        "in_progress_maintenances": [_widget_window(scenario, one, RUNNING_TIMES) for one in running],
        "scheduled_maintenances": [_widget_window(scenario, one, AHEAD_TIMES) for one in ahead],
    }


def _widget_incident(scenario: Scenario, one: Happening) -> Body:
    return {
        "id": happening_id(one),
        "name": one.title,
        "status": one.word,
        "url": f"{PAGE_URL}incidents/{happening_id(one)}",
        "last_update_at": scenario.ago(one.messages[0].minutes),
        "last_update_message": one.messages[0].text,
        "current_worst_impact": IMPACTS[one.impact],
        "affected_components": [_widget_component(key, word) for key, word in one.hit.items()],
    }


def _widget_window(scenario: Scenario, one: Window, keys: tuple[str, str]) -> Body:
    return {
        "id": ulid("window", one.title),
        "name": one.title,
        "status": f"maintenance_{one.word}",
        "url": f"{PAGE_URL}maintenances/{ulid('window', one.title)}",
        "last_update_at": scenario.ago(120),
        "last_update_message": "We will upgrade a database.",
        keys[0]: scenario.ago(-60 * one.starts),
        keys[1]: scenario.ago(-60 * one.ends),
        "affected_components": [_widget_component(key, "under_maintenance") for key in one.hit],
    }


def _widget_component(key: Key, word: str) -> Body:
    group = {"group_name": key[0]} if key[0] else {}
    return {"id": ulid(*key), "name": key[1], "current_status": word, **group}


def proxy(scenario: Scenario) -> Body:
    """Return what the page itself reads."""
    items = [_heading(group) for group in GROUPS if group]
    items += [{"component": _placed(("", name))} for name in GROUPS[""]]
    open_ones = [one for one in scenario.happenings if one.word != "resolved"]
    return {
        "summary": {
            "id": ulid("page"),
            "name": "OpenAI",
            "public_url": PAGE_URL,
            "components": [{"id": ulid(*key), "name": key[1], "status_page_id": ulid("page")} for key in COMPONENTS],
            "affected_components": [{"component_id": ulid(*key), "status": word} for key, word in scenario.hit.items()],
            "ongoing_incidents": [proxy_incident(scenario, one) for one in open_ones],
            "scheduled_maintenances": [_proxy_window(scenario, one) for one in scenario.windows],
            "structure": {"id": ulid("structure"), "items": items},
        }
    }


def _heading(group: str) -> Body:
    children = [_placed((group, name)) for name in GROUPS[group]]
    return {"group": {"id": ulid("group", group), "name": group, "hidden": False, "components": children}}


def _placed(key: Key) -> Body:
    return {"component_id": ulid(*key), "name": key[1], "hidden": False, "display_uptime": True}


def proxy_incident(scenario: Scenario, one: Happening) -> Body:
    """Return one incident as the page itself reads it."""
    ended = {"end_at": scenario.ago(one.messages[0].minutes)} if one.word == "resolved" else {}
    start = scenario.ago(one.messages[-1].minutes)
    return {
        "id": happening_id(one),
        "name": one.title,
        "status": one.word,
        "type": "incident",
        "published_at": start,
        "updates": [
            {"published_at": scenario.ago(told.minutes), "to_status": told.word, "message_string": told.text}
            for told in one.messages
        ],
        "component_impacts": [
            {"component_id": ulid(*key), "start_at": start, "status": word, **ended} for key, word in one.hit.items()
        ],
        "status_summaries": [{"start_at": start, "worst_component_status": IMPACTS[one.impact], **ended}],
    }


def _proxy_window(scenario: Scenario, one: Window) -> Body:
    times = {"start_at": scenario.ago(-60 * one.starts), "end_at": scenario.ago(-60 * one.ends)}
    return {
        "id": ulid("window", one.title),
        "name": one.title,
        "status": f"maintenance_{one.word}",
        "type": "maintenance",
        "published_at": scenario.ago(300),
        "updates": [],
        "component_impacts": [{"component_id": ulid(*key), "status": "under_maintenance", **times} for key in one.hit],
    }


def shim_page() -> Body:
    """Return the page as incident.io's imitation of Statuspage names it; its time never changes."""
    return {"id": ulid("page"), "name": "OpenAI", "url": PAGE_URL, "updated_at": "2026-07-09T10:00:00Z"}


def shim_component(scenario: Scenario, key: Key) -> Body:
    """Return one component of the imitation: no group fields."""
    word = scenario.hit.get(key, "operational")
    return {
        "id": ulid(*key),
        "name": key[1],
        "status": V2_WORDS.get(word, word),
        "position": COMPONENTS.index(key) + 1,
        "page_id": ulid("page"),
        "created_at": "2025-02-25T01:31:00Z",
        "updated_at": "2026-07-09T10:00:00Z",
    }


def shim_incidents(scenario: Scenario) -> Body:
    """Return the history of the imitation: no components, no start."""
    return {"page": shim_page(), "incidents": [_shim_incident(scenario, one) for one in scenario.happenings]}


def _shim_incident(scenario: Scenario, one: Happening) -> Body:
    resolved = {"resolved_at": scenario.ago(one.messages[0].minutes)} if one.word == "resolved" else {}
    return {
        "id": happening_id(one),
        "name": one.title,
        "status": one.word,
        "impact": one.impact,
        "created_at": scenario.ago(one.messages[-1].minutes),
        "updated_at": scenario.ago(one.messages[0].minutes),
        "incident_updates": _updates(scenario, one),
        **resolved,
    }


def shim_summary(scenario: Scenario) -> Body:
    """Return the summary of the imitation: some components only, and keys missing where there is nothing."""
    shown = [shim_component(scenario, key) for key in COMPONENTS if key != ("ChatGPT", "ChatGPT Work")][
        :SHOWN_IN_SUMMARY
    ]
    unresolved = [_shim_incident(scenario, one) for one in scenario.happenings if one.word != "resolved"]
    label = {"indicator": indicator(scenario), "description": "as computed by the page"}
    return {
        "page": shim_page(),
        "status": label,
        "components": shown,
        **({"incidents": unresolved} if unresolved else {}),
    }


def statuspage_components(scenario: Scenario) -> list[Body]:
    """Return components and the groups that contain them."""
    rows: list[Body] = []
    for group, names in GROUPS.items():
        children = [_statuspage_component(scenario, (group, name)) for name in names]
        if group:
            parent = {
                "id": short_id("group", group),
                "name": group,
                "status": "operational",
                "group": True,
                "group_id": None,
            }
            rows.append({**parent, "components": [child["id"] for child in children], "only_show_if_degraded": False})
        rows += children
    return rows


def _statuspage_component(scenario: Scenario, key: Key) -> Body:
    word = scenario.hit.get(key, "operational")
    return {
        "id": short_id(*key),
        "name": key[1],
        "status": V2_WORDS.get(word, word),
        "group": False,
        "group_id": short_id("group", key[0]) if key[0] else None,
        "description": None,
        "only_show_if_degraded": False,
        "updated_at": scenario.ago(30),
    }


def statuspage_incident(scenario: Scenario, one: Happening) -> Body:
    """Return one incident with its components at their state now."""
    return {
        **_shim_incident(scenario, one),
        "id": one.ident or short_id("incident", one.title),
        "started_at": scenario.ago(one.messages[-1].minutes),
        "monitoring_at": None,
        "resolved_at": scenario.ago(one.messages[0].minutes) if one.word == "resolved" else None,
        "shortlink": "https://stspg.io/abc",
        "components": [_statuspage_component(scenario, key) for key in one.hit],
    }


def statuspage_window(scenario: Scenario, one: Window) -> Body:
    """Return one maintenance."""
    return {
        "id": short_id("window", one.title),
        "name": one.title,
        "status": one.word,
        "impact": "maintenance",
        "created_at": scenario.ago(300),
        "updated_at": scenario.ago(120),
        "scheduled_for": scenario.ago(-60 * one.starts),
        "scheduled_until": scenario.ago(-60 * one.ends),
        "incident_updates": [],
        "components": [_statuspage_component(scenario, key) for key in one.hit],
    }


def happening_id(one: Happening) -> str:
    """Return the id of an incident: by its title, where the scenario gives none."""
    return one.ident or ulid("incident", one.title)


def _updates(scenario: Scenario, one: Happening) -> list[Body]:
    return [
        {
            "id": ulid(one.title, told.word),
            "status": told.word,
            "body": told.text,
            "incident_id": happening_id(one),
            "created_at": scenario.ago(told.minutes),
            "display_at": scenario.ago(told.minutes),
            "affected_components": None,
        }
        for told in one.messages
    ]


def _updated(scenario: Scenario) -> str:
    """Return when the page last changed: it never goes back, whichever scenario follows on which."""
    return (scenario.now - timedelta(minutes=5)).isoformat()
