"""What changed between two reports of one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from status.models import Component, StatusReport


class Subject(StrEnum):
    """What it is that changed."""

    PAGE = "page"
    COMPONENT = "component"
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Change:
    """One change as we saw it: `at` is when the page was read (UTC), None before or after means not listed.

    `detail` holds the page's newest words, for an incident.
    """

    at: datetime
    subject: Subject
    id: str
    name: str
    before: str | None
    after: str | None
    detail: str = ""


def compare(before: StatusReport | None, after: StatusReport) -> tuple[Change, ...]:
    """Return what is different; of a first report everything that is not simply fine."""
    at = after.checked_at
    if at is None:
        return ()
    was = before.state.value if before else None
    told = [Change(at, Subject.PAGE, "", after.source, was, after.state.value)] if was != after.state.value else []
    parts = {one.id: (place(one), one.state.value, "") for one in after.components}
    parts_before = {one.id: (place(one), one.state.value, "") for one in before.components} if before else parts
    incidents = {one.id: (one.title, one.state.value, one.latest_update) for one in after.incidents}
    incidents_before = {
        one.id: (one.title, one.state.value, one.latest_update) for one in (before.incidents if before else ())
    }
    windows = {one.id: (one.title, one.state.value, "") for one in after.maintenances}
    windows_before = {one.id: (one.title, one.state.value, "") for one in (before.maintenances if before else ())}
    return (
        *told,
        *_differences(at, Subject.COMPONENT, parts_before, parts),
        *_differences(at, Subject.INCIDENT, incidents_before, incidents),
        *_differences(at, Subject.MAINTENANCE, windows_before, windows),
    )


def place(component: Component) -> str:
    """Return a component as `Group/Name`, or its bare name."""
    return f"{component.group}/{component.name}" if component.group else component.name


_Row = tuple[str, str, str]


def _differences(
    at: datetime, subject: Subject, before: Mapping[str, _Row], after: Mapping[str, _Row]
) -> Iterable[Change]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            name, _, detail = new or old or ("", "", "")
            yield Change(at, subject, key, name, old and old[1], new and new[1], detail)
