"""incident.io: the widget summary, what the page itself reads (`/proxy/HOST`), and its imitation of Statuspage.

The imitation's `components.json` lists every component, its `summary.json` only some; neither says which incident hits
which component. The widget summary (documented as "Widget API", switched on by the page's owner) says that, and lists
only what is wrong. The proxy says all of it, groups too, and is not documented. Hence: components and widget together,
the proxy for the groups and where one of them is missing, the summary last and never as proof that all is well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from status.assess import assess
from status.merge import is_ulid
from status.models import StatusReport
from status.platforms import statuspage
from status.platforms.fields import as_rows
from status.platforms.incidentio_bodies import (
    ProxyComponent,
    ProxyEvent,
    ProxyHistory,
    ProxySummary,
    Widget,
    WidgetEvent,
)
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.platforms.statuspage import COMPONENTS, INCIDENTS, SUMMARY
from status.ports import Bodies, Page

name = "incidentio"

WIDGET = "/api/v1/summary"
PROXY = "/proxy/"
HISTORY = "/incidents"


@dataclass(frozen=True, slots=True)
class Told:
    """The bodies sorted by what they are; None where one is not there."""

    widget: Widget | None
    proxy: ProxySummary | None
    history: ProxyHistory | None
    v2: dict[str, statuspage.Body]

    @property
    def listed(self) -> bool:
        """Tell whether every component and its state is known."""
        return bool(self._v2_components()) or bool(self.proxy and self.proxy.affected_components is not None)

    @property
    def current(self) -> bool:
        """Tell whether an open incident would be seen together with its components."""
        told = self.widget and self.widget.ongoing_incidents, self.proxy and self.proxy.ongoing_incidents
        return any(events is not None for events in told)

    @property
    def past(self) -> bool:
        """Tell whether an incident that ended lately would be seen."""
        body = self.v2.get(INCIDENTS)
        return bool(body and body.incidents is not None) or bool(self.history and self.history.incidents is not None)

    @property
    def grouped(self) -> bool:
        """Tell whether the page's headings are known."""
        return bool(self.proxy and self.proxy.structure.items)

    def _v2_components(self) -> tuple[statuspage.Component, ...]:
        body = self.v2.get(COMPONENTS)
        return (body.components or ()) if body else ()


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for components, widget and incidents; then only for what is still missing."""
    first = (COMPONENTS, WIDGET, INCIDENTS)
    if any(path not in asked for path in first):
        return first
    told = sort(bodies)
    names = tuple(dict.fromkeys((*hosts, *_own_names(told))))
    steps = (
        (not (told.listed and told.current and told.grouped), tuple(PROXY + host for host in names)),
        (told.proxy is not None and not told.past, tuple(path + HISTORY for path in bodies if _is_proxy(path, bodies))),
        (not (told.listed and (told.current or told.past)), (SUMMARY,)),
    )
    for needed, paths in steps:
        if needed and any(path not in asked for path in paths):
            return paths
    return ()


def recognises(bodies: Bodies) -> bool:
    """Tell whether a native body is among these, or an imitation: incident.io's ids, and no trace of groups."""
    told = sort(bodies)
    if told.widget or told.proxy or told.history:
        return True
    rows = [row for path in told.v2 for row in as_rows(bodies[path].get("components"))]
    real = any("group" in row or "group_id" in row for row in rows)
    ids = [row.get("id") for row in rows] + [body.page.id for body in told.v2.values()]
    return not real and any(isinstance(one, str) and is_ulid(one) for one in ids)


def lasting(bodies: Bodies) -> Bodies:
    """Return the headings: nothing else of the proxy needs to be read where components and widget answer."""
    return {
        path: {"summary": {"structure": body["summary"]["structure"]}}
        for path, body in bodies.items()
        if _is_proxy(path, bodies) and sort({path: body}).grouped
    }


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of these bodies, whichever of them are there."""
    told = sort(bodies)
    summary = told.v2.get(SUMMARY)
    about = [body.page for body in told.v2.values()]
    addresses = (told.widget and told.widget.page_url, *(one.url for one in about))
    titles = (told.widget and told.widget.page_title, told.proxy and told.proxy.name, *(one.name for one in about))
    raw = RawPage(
        platform=name,
        title=next((title for title in titles if title), ""),
        components=tuple(_components(told)),
        events=tuple(_events(told)),
        complete=told.listed,
        events_told=told.current or told.past,
        indicator=summary.status.indicator if summary else "",
        updated_at=max((one.updated_at for one in about if one.updated_at), default=None),
        url=next((address for address in addresses if address), ""),
        incidents_at="/incidents/",
    )
    return assess(raw, page)


def sort(bodies: Bodies) -> Told:
    """Sort bodies by their shape; one that has none of these shapes is left out."""
    widget = bodies.get(WIDGET)
    proxies = {path: body for path, body in bodies.items() if path.startswith(PROXY) and isinstance(body, dict)}
    summaries = [body["summary"] for path, body in proxies.items() if _is_proxy(path, proxies)]
    histories = [body for path, body in proxies.items() if path.endswith(HISTORY) and "incidents" in body]
    return Told(
        widget=Widget.model_validate(widget) if _is_widget(widget) else None,
        proxy=ProxySummary.model_validate(summaries[0]) if summaries else None,
        history=ProxyHistory.model_validate(histories[0]) if histories else None,
        v2=statuspage.read_v2(bodies),
    )


def _is_widget(value: Any) -> bool:
    lists = ("ongoing_incidents", "in_progress_maintenances", "scheduled_maintenances")
    return (
        isinstance(value, dict) and "components" not in value and any(isinstance(value.get(key), list) for key in lists)
    )


def _is_proxy(path: str, bodies: Bodies) -> bool:
    body = bodies[path]
    summary = body.get("summary") if path.startswith(PROXY) and isinstance(body, dict) else None
    return isinstance(summary, dict) and any(key in summary for key in ("structure", "affected_components"))


def _own_names(told: Told) -> Iterable[str]:
    """Return the host by which the page calls itself: a copy or a relay of it keeps that name in its paths."""
    urls = [told.widget.page_url if told.widget else "", *(body.page.url for body in told.v2.values())]
    for url in urls:
        try:
            host = urlsplit(url).hostname
        except ValueError:
            continue
        if host and all(sign.isalnum() or sign in ".-" for sign in host):
            yield host


def _components(told: Told) -> Iterable[RawComponent]:
    """Yield components from every list there is; the headings alone give a group, never a state."""
    groups = _groups(told)
    for body in sorted(told.v2.items(), key=lambda row: row[0] != COMPONENTS):
        for row in statuspage.components_of(body[1]):
            yield RawComponent(row.id, row.name, groups.get(row.id, row.group), row.word)
    if told.proxy and told.proxy.affected_components is not None:
        yield from _proxy_components(told.proxy, told.proxy.affected_components, groups)


def _proxy_components(
    proxy: ProxySummary, affected: Iterable[ProxyComponent], groups: dict[str, str]
) -> Iterable[RawComponent]:
    """Yield the listed components, operational unless affected; then affected ones that no list explains."""
    words = {row.component_id: row.current_status or row.status or "missing" for row in affected}
    hidden = _hidden(proxy)
    listed = {one.id or one.component_id: one.name for one in proxy.components or _structured(proxy)}
    for key, known_as in listed.items():
        if key not in hidden or key in words:
            yield RawComponent(key, known_as, groups.get(key), words.get(key, "operational"))
    for key in words.keys() - listed.keys():
        yield RawComponent(key, "", groups.get(key), words[key])


def _groups(told: Told) -> dict[str, str]:
    items = told.proxy.structure.items if told.proxy else ()
    structured = {one.component_id: item.group.name for item in items for one in item.group.components}
    named = [
        one for row in (told.widget.ongoing_incidents or () if told.widget else ()) for one in row.affected_components
    ]
    return {one.id: one.group_name for one in named if one.group_name} | structured


def _structured(proxy: ProxySummary) -> list[ProxyComponent]:
    rows = [one for item in proxy.structure.items for one in (*item.group.components, item.component)]
    return [one for one in rows if one.component_id]


def _hidden(proxy: ProxySummary) -> set[str]:
    hidden = {one.component_id for one in _structured(proxy) if one.hidden}
    return hidden | {
        one.component_id for item in proxy.structure.items if item.group.hidden for one in item.group.components
    }


def _events(told: Told) -> Iterable[RawEvent]:
    """Yield incidents and maintenances, those first that know the most."""
    groups = _groups(told)
    if told.widget:
        yield from (_from_widget(row, planned=False) for row in told.widget.ongoing_incidents or ())
        windows = (*told.widget.in_progress_maintenances, *told.widget.scheduled_maintenances)
        yield from (_from_widget(row, planned=True) for row in windows)
    names = {one.id or one.component_id: one.name for one in (told.proxy.components if told.proxy else ())}
    if told.proxy:
        for row in (*(told.proxy.ongoing_incidents or ()), *told.proxy.scheduled_maintenances):
            yield _from_proxy(row, names, groups, planned=row in told.proxy.scheduled_maintenances)
    if told.history:
        yield from (_from_proxy(row, names, groups, planned=False) for row in told.history.incidents or ())
    for body in told.v2.values():
        yield from statuspage.events_of(body)


def _from_widget(row: WidgetEvent, planned: bool) -> RawEvent:
    components = [
        RawComponent(one.id, one.name, one.group_name or None, one.current_status) for one in row.affected_components
    ]
    message = RawUpdate(row.last_update_at, row.last_update_at, row.status, row.last_update_message)
    return RawEvent(
        id=row.id,
        title=row.name,
        word=row.status,
        impact=row.current_worst_impact,
        components=tuple(components) or None,
        started_at=row.started_at or row.starts_at,
        updated_at=row.last_update_at,
        ends_at=row.scheduled_end_at or row.ends_at,
        url=row.url,
        updates=(message,) if row.last_update_message else (),
        planned=planned,
    )


def _from_proxy(row: ProxyEvent, names: dict[str, str], groups: dict[str, str], planned: bool) -> RawEvent:
    periods = sorted(row.status_summaries, key=lambda one: one.end_at is None)
    updates = [RawUpdate(one.published_at, one.published_at, one.to_status, one.message_string) for one in row.updates]
    return RawEvent(
        id=row.id,
        title=row.name,
        word=row.status,
        impact=periods[-1].worst_component_status if periods else "",
        components=tuple(RawComponent(key, names.get(key, ""), groups.get(key), word) for key, word in _hit(row))
        or None,
        started_at=_edge(row, start=True) or row.published_at,
        updated_at=max((one.published_at for one in row.updates if one.published_at), default=row.published_at),
        ends_at=_edge(row, start=False),
        updates=tuple(updates),
        planned=planned or row.type == "maintenance",
    )


def _hit(row: ProxyEvent) -> Iterable[tuple[str, str]]:
    """Return the ids of the components hit, each with its word for now: an impact that has ended is over."""
    if row.affected_components:
        return [(one.component_id, one.current_status or one.status) for one in row.affected_components]
    ended_first = sorted(row.component_impacts, key=lambda one: one.end_at is None)
    return {one.component_id: "operational" if one.end_at else one.status for one in ended_first}.items()


def _edge(row: ProxyEvent, start: bool) -> datetime | None:
    """Return when the first impact began, or when the last one ended."""
    if start:
        return min((one.start_at for one in row.component_impacts if one.start_at), default=None)
    return max((one.end_at for one in row.component_impacts if one.end_at), default=None)
