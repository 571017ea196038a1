"""Heeding what the page does not say: reports of our own users, and how long such incidents lasted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.models import Certainty, Decision, Fact, Scope, Verdict
from bot.warning import Level
from bot.wording import Phrasebook
from status.duration import Expected, Past, expect
from status.models import Freshness, Incident, State, StatusReport

_LOCAL = (Fact.WORKS_ELSEWHERE, Fact.WORKS_OTHER_NETWORK, Fact.WORKS_FOR_OTHERS, Fact.WORKS_PRIVATE_WINDOW)
_GREEN = ("F", "G")


@dataclass(frozen=True, slots=True)
class Heeded:
    """What others report, the incidents that are over, and others' pages that matter for what was said."""

    level: Level | None = None
    past: Sequence[Past] = ()
    beside: Sequence[StatusReport] = ()


def heed(decision: Decision, heeded: Heeded, now: datetime, book: Phrasebook) -> Decision:
    """Return the decision with its verdict lifted by an early warning, and with what past incidents let one expect.

    A warning, or another's page that posts a problem, only ever lifts green, never where something works for this
    person elsewhere, and confirms nothing.
    """
    verdict = decision.verdict
    if verdict.row in _GREEN and not decision.facts & {*_LOCAL}:
        verdict = _lifted(verdict, heeded, book)
    outlook = _expected(decision, heeded.past, now)
    if outlook is not None:
        said = expected_words(outlook, book)
        verdict = replace(verdict, reasons=(*verdict.reasons, said), expected=said)
    return decision if verdict is decision.verdict else replace(decision, verdict=verdict)


def _lifted(verdict: Verdict, heeded: Heeded, book: Phrasebook) -> Verdict:
    green = book.say("reasons.green")
    for report in heeded.beside:
        if report.state in (State.DEGRADED, State.OUTAGE) and report.freshness is not Freshness.UNKNOWN:
            told = [incident.title for incident in report.incidents if incident.open][:1]
            return Verdict(Scope.EVERYONE, Certainty.LIKELY, (green, ": ".join((report.source, *told))), "P")
    if heeded.level is not None and heeded.level.raised:
        return Verdict(Scope.EVERYONE, Certainty.LIKELY, (green, book.say("reasons.surge")), "O")
    return verdict


def _expected(decision: Decision, past: Sequence[Past], now: datetime) -> Expected | None:
    matching = decision.matching
    told: tuple[Incident, ...] = (*matching.incidents, *matching.fitting) if matching else ()
    ids = set(decision.verdict.incident_ids)
    blocking = sorted((one for one in told if one.id in ids), key=lambda one: one.started_at)
    return expect(past, blocking[0], now) if blocking else None


def expected_words(outlook: Expected, book: Phrasebook) -> str:
    """Return the sentence: half of such incidents ended within so long, this one is open for so long. Never an end."""
    return book.say(
        "expected",
        n=outlook.count,
        half=length_words(outlook.half, book),
        open=length_words(outlook.open_for, book),
    )


def length_words(length: timedelta, book: Phrasebook) -> str:
    """Return a length of time in whole minutes, from two hours on in hours; never less than a minute."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 120:
        return book.say("reasons.length_minutes", n=minutes)
    return book.say("reasons.length_hours", n=round(minutes / 60))
