"""Matching what the status page reports to what this person asks about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.audience import is_for_others
from bot.hearing.words import Phrases, words
from bot.models import Matching
from knowledge.models import Area, Product, Symptom
from status.models import Component, ComponentState, Incident, Maintenance, MaintenanceState, StatusReport

_RESOLVED_COUNTS = timedelta(hours=1)
_OLD = timedelta(hours=72)
_NO_NEWS = timedelta(hours=24)
_RED = (ComponentState.DEGRADED, ComponentState.OUTAGE)
# A window that outlasts its announced end by so much, or that names none and runs so long, was forgotten.
_OVERDUE = timedelta(hours=24)
_CLOCKS_DIFFER = timedelta(minutes=5)
# A title of nothing but these words names no part: it may be anybody's.
_VAGUE = frozenset((
    "a", "an", "the", "and", "or", "of", "in", "on", "for", "with", "to", "by", "is", "are", "be", "has",
    "have", "been", "we", "our", "some", "many", "most", "all", "several", "multiple", "across", "users",
    "user", "customers", "people", "requests", "request", "seeing", "see", "experiencing", "affecting",
    "affected", "impacting", "impacted", "elevated", "increased", "increase", "high", "higher", "intermittent",
    "partial", "major", "minor", "widespread", "ongoing", "currently", "error", "errors", "rate", "rates",
    "issue", "issues", "problem", "problems", "failure", "failures", "incident", "outage", "outages",
    "disruption", "disruptions", "degradation", "degraded", "performance", "unavailable", "availability",
    "down", "service", "services", "system", "systems", "investigating", "investigation",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concern:
    """What decides for this person: component names that decide, those of the product's core, telling title words.

    `elsewhere` are words that tell of other parts, `said` is what the person wrote: it may name a plan or a region.
    """

    decide: tuple[str, ...]
    core: tuple[str, ...]
    titles: tuple[str, ...]
    names: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    said: str = ""


def concern(product: Product, symptom: Symptom | None, area: Area | None, said: str = "") -> Concern:
    """Return what decides: a part named by the person outranks the symptom's usual one."""
    symptom = symptom or next((one for one in product.symptoms if one.covered), None)
    usual = product.areas[0] if product.areas else None
    named = area if area and area != usual else None
    source = named or symptom or usual
    if source is None:
        return Concern((), (), (), (product.name, *product.aliases), said=said)
    titles = (*(symptom.titles if symptom else ()), *(named.words if named else ()))
    names = (named.name, *named.words) if named else (product.name, *product.aliases)
    telling = (*(word for one in product.areas if one != usual for word in one.words), *_all_titles(product))
    own = frozenset(titles)
    elsewhere = tuple(word for word in telling if word not in own)
    return Concern(source.components, usual.components if usual else (), titles, names, elsewhere, said)


def _all_titles(product: Product) -> tuple[str, ...]:
    return tuple(title for symptom in product.symptoms for title in symptom.titles)


def match(report: StatusReport, about: Concern, now: datetime) -> Matching:
    """Sort everything on the page by whether it decides for this concern."""
    parts = _parts(report.components, about)
    decide = {part.id for part in parts}
    current = [incident for incident in report.incidents if incident.open and not _is_background(incident, now)]
    meant = [incident for incident in current if not is_for_others(incident.title, about.said)]
    named = [incident for incident in meant if _names_part(incident.components, decide, about)]
    unnamed = [incident for incident in meant if not incident.components]
    fitting = [incident for incident in unnamed if _fits(incident, about) or _is_vague(incident, about)]
    other_red = tuple(part for part in report.components if part.state in _RED and part.id not in decide)
    recent = [one for one in report.incidents if not one.open and _recent(one, now)]
    running = [one for one in report.maintenances if _is_running(one, now)]
    ahead = [one for one in report.maintenances if one.starts_at > now and one.state is not MaintenanceState.COMPLETED]
    return Matching(
        parts=parts,
        red=tuple(part for part in parts if part.state in _RED),
        core_red=tuple(part for part in other_red if _is_one_of(part, about.core)),
        other_red=other_red,
        incidents=tuple(named),
        fitting=tuple(fitting),
        others=tuple(incident for incident in current if incident not in named and incident not in fitting),
        background=tuple(one for one in report.incidents if one.open and _is_background(one, now)),
        resolved=tuple(one for one in recent if _concerns(one, decide, about)),
        running=tuple(one for one in running if _runs_on(one, parts, about)),
        ahead=tuple(
            one
            for one in ahead
            if _soon(one, now) and (_names_part(one.components, decide, about) or not one.components)
        ),
    )


def _parts(components: tuple[Component, ...], about: Concern) -> tuple[Component, ...]:
    """Return the components that decide; where the page lists none by these names, those named as the product is."""
    listed = tuple(component for component in components if _is_one_of(component, about.decide))
    if listed:
        return listed
    names = {name.lower() for name in about.names}
    return tuple(one for one in components if one.name.lower() in names or (one.group or "").lower() in names)


def _is_one_of(component: Component, names: Iterable[str]) -> bool:
    for name in names:
        group, _, own = name.partition("/") if "/" in name else ("", "", name)
        same_group = not group or component.group is None or component.group.lower() == group.lower()
        if same_group and component.name.lower() == own.lower():
            return True
    return False


def _names_part(components: tuple[Component, ...] | None, decide: set[str], about: Concern) -> bool:
    return any(part.id in decide or _is_one_of(part, about.decide) for part in components or ())


def _concerns(incident: Incident, decide: set[str], about: Concern) -> bool:
    return _names_part(incident.components, decide, about) or (not incident.components and _fits(incident, about))


def _fits(incident: Incident, about: Concern) -> bool:
    """Tell whether an incident without components speaks of this concern, in its title or its latest words."""
    told = words(f"{incident.title} . {incident.latest_update}")
    return bool(Phrases({"fits": about.titles}).find(told))


def _is_vague(incident: Incident, about: Concern) -> bool:
    """Tell whether an incident without components says nothing about where it hurts: neither title nor latest words."""
    title = {word.text for word in words(incident.title)}
    if not title or not title <= _VAGUE:
        return False
    return not Phrases({"elsewhere": about.elsewhere}).find(words(incident.latest_update))


def _runs_on(window: Maintenance, parts: tuple[Component, ...], about: Concern) -> bool:
    """Tell whether a window is on these parts: it names one, or names none and its title or their state tells."""
    if window.components:
        return _names_part(window.components, {part.id for part in parts}, about)
    return _title_fits(window, about) or any(part.state is ComponentState.MAINTENANCE for part in parts)


def _title_fits(window: Maintenance, about: Concern) -> bool:
    return bool(Phrases({"fits": (*about.titles, *about.names)}).find(words(window.title)))


def _is_background(incident: Incident, now: datetime) -> bool:
    return now - incident.started_at > _OLD and now - incident.updated_at > _NO_NEWS


def _recent(incident: Incident, now: datetime) -> bool:
    return now - (incident.resolved_at or incident.updated_at) <= _RESOLVED_COUNTS


def _is_running(window: Maintenance, now: datetime) -> bool:
    """Tell whether a window runs now: one ahead never does, whatever its label, and a forgotten one neither."""
    if window.state is not MaintenanceState.IN_PROGRESS or window.starts_at > now + _CLOCKS_DIFFER:
        return False
    return now - window.ends_at <= _OVERDUE if window.ends_at else now - window.starts_at <= _OLD


def _soon(window: Maintenance, now: datetime) -> bool:
    return window.starts_at - now <= timedelta(hours=24)
