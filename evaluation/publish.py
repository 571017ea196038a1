"""What the page of an invented service answers at a moment, by path: the shapes of incident.io, words of our own."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from evaluation.world import COMPONENTS, GROUPS, LISTED, Key, Planned, Post, Trouble, World

Body = dict[str, Any]
HOST = "status.openai.com"
URL = f"https://{HOST}/"
WIDGET, PARTS, PAST, SUMMARY = (
    "/api/v1/summary",
    "/api/v2/components.json",
    "/api/v2/incidents.json",
    "/api/v2/summary.json",
)
HEADINGS = f"/proxy/{HOST}"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_IMITATED = {"full_outage": "major_outage"}
_PAGE = {"id": "01JMDK8XYJ2XJ7KRP0N5D1QF4A", "name": "OpenAI", "url": URL}


def publish(world: World, at: datetime) -> dict[str, Body] | None:
    """Return every body of the page at that moment; None while it does not answer."""
    if _within(at, world.silent):
        return None
    words = _words(world, at)
    rows = [_component(key, words.get(key, "operational")) for key in COMPONENTS]
    hidden = {component_id(key) for key in (*world.unlisted, *reversed(COMPONENTS))[: len(COMPONENTS) - LISTED]}
    hidden |= {component_id(key) for key in world.unlisted}
    past = [_incident(one, at) for one in world.troubles if one.told(at) and not (one.gone and at >= one.gone)]
    open_ones = [one for one in past if one["status"] != "resolved"]
    shown = [row for row in rows if row["id"] not in hidden][:LISTED]
    summary = {"page": _PAGE, "status": {"indicator": _indicator(world, at)}, "components": shown}
    bodies: dict[str, Body] = {
        HEADINGS: {
            "summary": {"name": "OpenAI", "structure": {"items": [_heading(group) for group in GROUPS if group]}}
        },
        PARTS: {"page": _PAGE, "components": rows},
        PAST: {"page": _PAGE, "incidents": past},
        SUMMARY: summary | ({"incidents": open_ones} if open_ones else {}),
    }
    return bodies if _within(at, world.bare) else {WIDGET: _widget(world, at), **bodies}


def component_id(key: Key) -> str:
    """Return the id of a component: the same for ever, whatever else changes."""
    return made_id("/".join(key))


def made_id(text: str, at: datetime | None = None) -> str:
    """Return an id of 26 signs; with a time it begins with it, as incident.io's do."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10], "big")
    milliseconds = int(at.timestamp() * 1000) if at else 1_740_000_000_000
    signs = ""
    for value, length in ((number, 16), (milliseconds, 10)):
        for _ in range(length):
            value, rest = divmod(value, 32)
            signs = _CROCKFORD[rest] + signs
    return signs


def _within(at: datetime, stretches: tuple[tuple[datetime, datetime], ...]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _words(world: World, at: datetime) -> dict[Key, str]:
    words = {key: word for one in world.troubles if one.red(at) for key, word in one.hit.items()}
    return words | {key: "under_maintenance" for one in world.windows if one.running(at) for key in one.hit}


def _indicator(world: World, at: datetime) -> str:
    labels = [one.label for one in world.troubles if one.open(at) or one.red(at)]
    return max(labels, key=("none", "minor", "major", "critical").index, default="none")


def _component(key: Key, word: str) -> Body:
    return {"id": component_id(key), "name": key[1], "status": _IMITATED.get(word, word)}


def _heading(group: str) -> Body:
    children = [{"component_id": component_id((group, name)), "name": name} for name in GROUPS[group]]
    return {"group": {"name": group, "components": children}}


def _incident(trouble: Trouble, at: datetime) -> Body:
    told = trouble.told(at)
    first = min(trouble.posts, key=lambda one: one.at)
    resolved = [one.at for one in reversed(told) if one.word == "resolved"]
    return {
        "id": trouble.id,
        "name": trouble.title,
        "status": told[0].word,
        "impact": trouble.label,
        "created_at": _time(first.at),
        "updated_at": _time(told[0].at),
        **({"resolved_at": _time(resolved[0])} if resolved else {}),
        "incident_updates": [_update(one) for one in told],
    }


def _update(post: Post) -> Body:
    dated = {"display_at": _time(post.dated)} if post.dated else {}
    return {"status": post.word, "body": post.text, "created_at": _time(post.at), **dated}


def _widget(world: World, at: datetime) -> Body:
    running = [_window(one, "maintenance_in_progress") for one in world.windows if one.running(at)]
    ahead = [_window(one, "maintenance_scheduled") for one in world.windows if one.announced <= at < one.begins]
    return {
        "page_title": "OpenAI",
        "page_url": URL,
        "ongoing_incidents": [_ongoing(one, at) for one in world.troubles if one.open(at)],
        "in_progress_maintenances": running,
        "scheduled_maintenances": ahead,
    }


def _ongoing(trouble: Trouble, at: datetime) -> Body:
    newest = trouble.told(at)[0]
    named = trouble.hit.items() if trouble.named else ()
    return {
        "id": trouble.id,
        "name": trouble.title,
        "status": newest.word,
        "url": f"{URL}incidents/{trouble.id}",
        "last_update_at": _time(newest.at),
        "last_update_message": newest.text,
        "current_worst_impact": trouble.worst,
        "affected_components": [_affected(key, word if trouble.red(at) else "operational") for key, word in named],
    }


def _window(window: Planned, word: str) -> Body:
    return {
        "id": window.id,
        "name": window.title,
        "status": word,
        "url": f"{URL}maintenances/{window.id}",
        "last_update_at": _time(window.announced),
        "last_update_message": "A planned upgrade.",
        ("starts_at" if word.endswith("scheduled") else "started_at"): _time(window.begins),
        ("ends_at" if word.endswith("scheduled") else "scheduled_end_at"): _time(window.until),
        "affected_components": [_affected(key, "under_maintenance") for key in window.hit],
    }


def _affected(key: Key, word: str) -> Body:
    return {"id": component_id(key), "name": key[1], "group_name": key[0], "current_status": word}


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
