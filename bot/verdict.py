"""The verdict: everyone, just you, or unknown. The rows and their letters are those of docs/verdicts.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.audience import named_audience
from bot.models import Certainty, Fact, Matching, Scope, Verdict
from bot.wording import Phrasebook, age_words
from status.models import Component, ComponentState, Freshness, Incident, IncidentState, State, StatusReport

_RED = (ComponentState.DEGRADED, ComponentState.OUTAGE)
_WORKS = (Fact.WORKS_ELSEWHERE, Fact.WORKS_OTHER_NETWORK, Fact.WORKS_FOR_OTHERS, Fact.WORKS_PRIVATE_WINDOW)
_EVERYONE_OR_NOT = {
    "A": (Scope.EVERYONE, Certainty.CONFIRMED),
    "B": (Scope.EVERYONE, Certainty.CONFIRMED),
    "J": (Scope.EVERYONE, Certainty.CONFIRMED),
    "D": (Scope.EVERYONE, Certainty.CONFIRMED),
    "I": (Scope.EVERYONE, Certainty.LIKELY),
    "H": (Scope.EVERYONE, Certainty.LIKELY),
    "C2": (Scope.EVERYONE, Certainty.LIKELY),
    "E": (Scope.UNKNOWN, Certainty.UNCONFIRMED),
    "C": (Scope.JUST_YOU, Certainty.UNCONFIRMED),
    "F": (Scope.JUST_YOU, Certainty.UNCONFIRMED),
    "G": (Scope.JUST_YOU, Certainty.LIKELY),
    "L": (Scope.UNKNOWN, Certainty.UNCONFIRMED),
    "M": (Scope.UNKNOWN, Certainty.UNCONFIRMED),
    "N": (Scope.UNKNOWN, Certainty.UNCONFIRMED),
    "N2": (Scope.JUST_YOU, Certainty.UNCONFIRMED),
}
BLOCKING = frozenset({"A", "B", "J", "D", "I", "C2"})


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict rests on."""

    report: StatusReport
    matching: Matching
    facts: frozenset[Fact]
    sign_in: bool = False


def judge(case: Case, book: Phrasebook) -> Verdict:
    """Return the verdict of the first row that holds; a stale report counts one step less."""
    row = next(row for row, holds in _ROWS if holds(case))
    scope, certainty = _EVERYONE_OR_NOT[row]
    if case.report.freshness is Freshness.STALE and row not in ("N", "N2", "H"):
        scope, certainty = _weaker(scope)
    verdict = Verdict(scope, certainty, _reasons(row, case, book), row)
    told = _incidents(row, case.matching)
    windows = case.matching.running if row == "J" else ()
    return replace(
        verdict, incident_ids=tuple(one.id for one in told), maintenance_ids=tuple(one.id for one in windows)
    )


def _weaker(scope: Scope) -> tuple[Scope, Certainty]:
    """A stale red is only likely, a stale green says nothing."""
    return (Scope.EVERYONE, Certainty.LIKELY) if scope is Scope.EVERYONE else (Scope.UNKNOWN, Certainty.UNCONFIRMED)


def _unread(case: Case) -> bool:
    return case.report.freshness is Freshness.UNKNOWN or case.report.checked_at is None


def _unclear(case: Case) -> bool:
    """The page was read but does not say how this part is, and shows no incident that would."""
    silent = case.report.state is State.UNKNOWN or (bool(case.matching.parts) and not case.matching.known)
    return silent and not case.matching.others


def _worst(case: Case) -> ComponentState:
    """Return the worst of what the page says of this part: its components and the incidents that name it."""
    told = [part.state for part in case.matching.red]
    told += [state for one in _unfinished(case.matching) for state in _levels(one, case.matching)]
    degraded = ComponentState.DEGRADED in told and ComponentState.OUTAGE not in told
    return ComponentState.DEGRADED if degraded else ComponentState.OUTAGE


def _levels(incident: Incident, matching: Matching) -> list[ComponentState]:
    """Return what an incident says of this part; its one label, which is that of its worst part, only in default."""
    mine = {part.id for part in matching.parts}
    own = [part.state for part in incident.components or () if part.id in mine and part.state in _RED]
    return own or [incident.impact]


def _unfinished(matching: Matching) -> tuple[Incident, ...]:
    return tuple(one for one in matching.incidents if one.state is not IncidentState.MONITORING)


def _hit(case: Case) -> bool:
    watched = bool(case.matching.incidents) and not _unfinished(case.matching)
    return bool(_unfinished(case.matching)) or (bool(case.matching.red) and not watched)


def _conflict(case: Case) -> bool:
    return Fact.FAILS_ELSEWHERE in case.facts and Fact.FAILS_OTHER_NETWORK in case.facts


def _has(*facts: Fact) -> Callable[[Case], bool]:
    return lambda case: any(fact in case.facts for fact in facts)


# First match wins: what the page says of this part, then what the person saw, then how long it has lasted.
_ROWS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("H", lambda case: _unread(case) and Fact.PAGE_SAYS_DOWN in case.facts),
    ("N2", lambda case: _unread(case) and Fact.PAGE_SAYS_OK in case.facts and not _conflict(case)),
    ("G", lambda case: _unread(case) and _has(*_WORKS)(case)),
    ("N", _unread),
    ("A", lambda case: _hit(case) and _worst(case) is ComponentState.OUTAGE),
    ("B", _hit),
    ("J", lambda case: bool(case.matching.running)),
    ("D", lambda case: bool(case.matching.incidents)),
    ("I", lambda case: any(one.state is not IncidentState.MONITORING for one in case.matching.fitting)),
    ("D", lambda case: bool(case.matching.fitting)),
    ("E", lambda case: bool(case.matching.resolved)),
    ("C2", lambda case: case.sign_in and bool(case.matching.core_red)),
    ("N", _unclear),
    ("L", lambda case: _conflict(case) and not _has(*_WORKS)(case)),
    ("G", _has(*_WORKS)),
    ("C", lambda case: bool(case.matching.others)),
    ("G", _has(Fact.OVER_HALF_AN_HOUR)),
    ("F", lambda case: True),
)


def _incidents(row: str, matching: Matching) -> tuple[Incident, ...]:
    told = {
        "A": matching.incidents,
        "B": matching.incidents,
        "I": matching.fitting,
        "E": matching.resolved,
        "D": matching.incidents or matching.fitting,
    }
    return told.get(row, ())


def _reasons(row: str, case: Case, book: Phrasebook) -> tuple[str, ...]:
    matching, today = case.matching, case.report.checked_at
    told = tuple(incident_words(one, book, today) for one in _incidents(row, matching))
    parts = tuple(part_words(part, _since(part, matching), book, today) for part in matching.red)
    named: dict[str, tuple[str, ...]] = {
        "A": (*parts, *told),
        "B": (*parts, *told),
        "D": told,
        "I": (*told, book.say("reasons.title_only")),
        "E": told,
        "J": tuple(
            book.say("reasons.maintenance", title=one.title, time=book.time(one.starts_at, today))
            for one in matching.running
        ),
        "C": (book.say("reasons.green"), _other_part(matching, book)),
        "C2": (_other_part(matching, book),),
        "F": (book.say("reasons.green"), book.say("reasons.young")),
        "L": (book.say("reasons.green"), book.say("reasons.conflict")),
        "N": (book.say("reasons.unread"),),
        "N2": (book.say("reasons.unread"), book.say("reasons.page_says_ok")),
        "H": (book.say("reasons.unread"), book.say("reasons.page_says_down")),
        "G": (book.say("reasons.unread" if _unread(case) else "reasons.green"), evidence_words(case.facts, book)),
    }
    stale = case.report.freshness is Freshness.STALE
    audience = named_audience(one.title for one in _incidents(row, matching) if one.open)
    limited = (book.say("reasons.audience", names=", ".join(audience)),) if audience else ()
    return (
        named[row]
        + limited
        + ((book.say("reasons.stale", age=age_words(case.report.age_seconds, book)),) if stale else ())
    )


def evidence_words(facts: frozenset[Fact], book: Phrasebook) -> str:
    """Return what in the person's own words points to their side."""
    for fact in _WORKS:
        if fact in facts:
            return book.say(f"reasons.{fact.value}")
    return book.say("reasons.old")


def incident_words(incident: Incident, book: Phrasebook, today: datetime | None) -> str:
    """Return an incident in one phrase: its title, its state, since when."""
    if not incident.open:
        return book.say(
            "reasons.resolved", title=incident.title, time=book.time(incident.resolved_at or incident.updated_at, today)
        )
    state = book.say(f"incident_states.{incident.state.value}")
    return book.say("reasons.incident", title=incident.title, state=state, time=book.time(incident.started_at, today))


def part_words(part: Component, since: Incident | None, book: Phrasebook, today: datetime | None) -> str:
    """Return a component in one phrase: its group and name, its state, since when if an incident tells."""
    name = f"{part.group} {part.name}" if part.group and part.group != part.name else part.name
    state = book.say(f"states.{part.state.value}")
    if since is None:
        return book.say("reasons.component", name=name, state=state)
    return book.say("reasons.component_since", name=name, state=state, time=book.time(since.started_at, today))


def other_words(matching: Matching) -> str:
    """Return which other parts are hit: their names, else the titles of the incidents."""
    names = [
        f"{part.group} {part.name}" if part.group else part.name for part in matching.core_red or matching.other_red
    ]
    names = names or [f"“{incident.title}”" for incident in matching.others]
    return ", ".join(dict.fromkeys(names[:4]))


def _other_part(matching: Matching, book: Phrasebook) -> str:
    return book.say("reasons.other_part", names=other_words(matching))


def _since(part: Component, matching: Matching) -> Incident | None:
    named = [one for one in matching.incidents if any(part.id == other.id for other in one.components or ())]
    return min(named, key=lambda one: one.started_at) if named else None
