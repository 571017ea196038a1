"""Cachet: version 2 under `/api/v1/`, version 3 under `/api/` as JSON:API. States are numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from status.assess import assess
from status.models import StatusReport
from status.platforms.clean import line, link, plain
from status.platforms.fields import as_rows, as_time
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Bodies, Page

name = "cachet"

LISTS = ("components", "incidents", "schedules")
ROOTS = ("/api/v1/", "/api/")
GROUPS = ("components/groups", "component-groups")
ROWS = "?per_page=100"
# Without a sort the oldest incidents come first, and an open one may be left off.
NEWEST = {"/api/v1/": "&sort=id&order=desc", "/api/": "&sort=-id"}
LEVELS_2 = {"0": "unknown", "1": "operational", "2": "performance_issues", "3": "partial_outage", "4": "major_outage"}
LEVELS_3 = LEVELS_2 | {"5": "unknown", "6": "under_maintenance"}
STATES = {"1": "investigating", "2": "identified", "3": "watching", "4": "fixed"}
WINDOWS = {"0": "upcoming", "1": "in_progress", "2": "complete"}

Fields = Mapping[str, Any]


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the lists of version 2, then for those of version 3."""
    for root in ROOTS:
        first = _path(root, LISTS[0])
        if first not in asked:
            return (first,)
        if _is_list(bodies.get(first)):
            rest = (_path(root, one) for one in (*LISTS[1:], GROUPS[ROOTS.index(root)]))
            return tuple(path for path in rest if path not in asked and path not in bodies)
    return ()


def recognises(bodies: Bodies) -> bool:
    """Tell whether a list of components of this form is there."""
    return any(_is_list(bodies.get(_path(root, LISTS[0]))) for root in ROOTS)


def lasting(bodies: Bodies) -> Bodies:
    """Return the headings."""
    paths = [_path(root, group) for root, group in zip(ROOTS, GROUPS, strict=True)]
    return {path: bodies[path] for path in paths if path in bodies}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of these lists, whichever of them are there."""
    root = next((root for root in ROOTS if _is_list(bodies.get(_path(root, LISTS[0])))), ROOTS[0])
    components, incidents, windows = (bodies.get(_path(root, one)) for one in LISTS)
    groups = {_id(row): _text(row, "name") for row in _rows(bodies.get(_path(root, GROUPS[ROOTS.index(root)])))}
    levels = LEVELS_2 if root == ROOTS[0] else LEVELS_3
    events = [_incident(row) for row in _rows(incidents)]
    raw = RawPage(
        platform=name,
        title="",
        components=tuple(_component(row, groups, levels) for row in _rows(components)),
        events=(*events, *(_window(row) for row in _rows(windows))),
        complete=not _more(components),
        events_told=isinstance(incidents, dict) and isinstance(incidents.get("data"), list),
    )
    return assess(raw, page)


def _path(root: str, kind: str) -> str:
    return root + kind + ROWS + (NEWEST[root] if kind == "incidents" else "")


def _is_list(body: Any) -> bool:
    """Tell a list of components: rows with a name and a state, or none at all and the paging that Cachet adds."""
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        return False
    rows = _rows(body)
    return all("name" in row and "status" in row for row in rows) if rows else isinstance(body.get("meta"), dict)


def _more(body: Any) -> bool:
    """Tell whether rows are left on further pages."""
    meta = body.get("meta") if isinstance(body, dict) else None
    paging = meta.get("pagination", meta) if isinstance(meta, dict) else None
    total = paging.get("total_pages", paging.get("last_page", 1)) if isinstance(paging, dict) else 1
    links = body.get("links") if isinstance(body, dict) else None
    return (isinstance(total, int) and total > 1) or bool(isinstance(links, dict) and links.get("next"))


def _rows(body: Any) -> list[Fields]:
    """Return the rows of a list, those of version 3 with their attributes and relations beside the id."""
    rows = as_rows(body.get("data")) if isinstance(body, dict) else ()
    return [{**row, **row["attributes"]} if isinstance(row.get("attributes"), dict) else row for row in rows]


def _id(row: Fields) -> str:
    return line(row.get("id"))


def _text(row: Fields, key: str) -> str:
    return line(row.get(key))


def _code(row: Fields, *keys: str) -> str:
    """Return a state as a number in words, from `1`, `"1"` or `{"human": …, "value": 1}`."""
    for key in keys:
        told = row.get(key)
        told = told.get("value") if isinstance(told, dict) else told
        if line(told):
            return line(told)
    return ""


def _time(row: Fields, *keys: str) -> datetime | None:
    """Return a moment from a string, or from `{"human": …, "string": …}`."""
    told = [row.get(key) for key in keys]
    times = [as_time(one.get("string", one.get("timestamp")) if isinstance(one, dict) else one) for one in told]
    return next((time for time in times if time), None)


def _component(row: Fields, groups: Mapping[str, str], levels: Mapping[str, str]) -> RawComponent:
    code = _code(row, "status")
    group = groups.get(_text(row, "group_id")) or next((groups[one] for one in _related(row, "group")), None)
    return RawComponent(_id(row), _text(row, "name"), group or None, levels.get(code, code))


def _related(row: Fields, kind: str) -> list[str]:
    """Return the ids that a row of version 3 points to."""
    relations = row.get("relationships")
    told = relations.get(kind) if isinstance(relations, dict) else None
    data = told.get("data") if isinstance(told, dict) else None
    return [line(one.get("id")) for one in as_rows(data if isinstance(data, list) else [data])]


def _named(row: Fields) -> Iterable[RawComponent]:
    """Yield the components a row names: by one id, as objects, or as references."""
    single = _text(row, "component_id")
    keys = [single] if single not in ("", "0") else _related(row, "components")
    keys += [_id(one) for one in as_rows(row.get("components"))]
    return (RawComponent(key, "", None, "") for key in dict.fromkeys(keys))


def _incident(row: Fields) -> RawEvent:
    """Return an incident; version 2.3 lists maintenances among them, as state 0 with a planned time."""
    code = _code(row, "latest_status", "status")
    planned = code == "0" and _time(row, "scheduled_at") is not None
    started = _time(row, "scheduled_at") if planned else _time(row, "occurred_at", "occurred", "created_at", "created")
    changed = _time(row, "updated_at", "updated")
    text = plain(row.get("message"))
    word = "" if planned else STATES.get(code, code)
    return RawEvent(
        id=_id(row),
        title=_text(row, "name"),
        word=word,
        components=tuple(_named(row)) or None,
        started_at=started,
        updated_at=changed,
        resolved_at=changed if word == "fixed" else None,
        url=link(row.get("permalink")),
        updates=(RawUpdate(started, started, "", text),) if text else (),
        planned=planned,
    )


def _window(row: Fields) -> RawEvent:
    code = _code(row, "status")
    return RawEvent(
        id=f"schedule-{_id(row)}",
        title=_text(row, "name"),
        word=WINDOWS.get(code, code),
        components=tuple(_named(row)) or None,
        started_at=_time(row, "scheduled_at", "scheduled"),
        ends_at=_time(row, "completed_at", "completed"),
        planned=True,
    )
