"""The status report in one sentence, with its source and its age."""

from __future__ import annotations

from bot.wording.phrasebook import Phrasebook, phrasebook
from status.models import ComponentState, Freshness, State, StatusReport

_MANY = 3


def age_words(seconds: float | None, book: Phrasebook) -> str:
    """Return an age as people say it."""
    whole = round(seconds or 0)
    if whole < 2:
        return book.say("ages.now")
    if whole < 60:
        return book.say("ages.seconds", n=whole)
    if whole < 120:
        return book.say("ages.minute")
    return book.say("ages.minutes", n=whole // 60) if whole < 7200 else book.say("ages.hours", n=whole // 3600)


def status_summary(report: StatusReport, language: str) -> str:
    """Return one sentence on what the page said and when we read it."""
    book = phrasebook(language)
    age = age_words(report.age_seconds, book)
    if report.state is State.UNKNOWN:
        return _unknown(report, age, book)
    key = "summary.ok_partial" if report.state is State.OK and report.partial else f"summary.{report.state.value}"
    line = book.say(key, source=report.source, age=age, names=_names(report))
    return f"{line} {book.say('summary.stale', age=age)}" if report.freshness is Freshness.STALE else line


def _unknown(report: StatusReport, age: str, book: Phrasebook) -> str:
    if report.checked_at is None:
        return book.say("summary.unknown", source=report.source)
    key = "summary.unknown_last" if report.freshness is Freshness.UNKNOWN else "summary.unknown_parts"
    return book.say(key, source=report.source, age=age)


def _names(report: StatusReport) -> str:
    """Name what is hit: the incidents' titles, else the windows', else the components."""
    titles = [
        f"“{incident.title}”" for incident in report.incidents if incident.open or report.state is State.RECOVERING
    ]
    titles += [f"“{window.title}”" for window in report.maintenances if report.state is State.MAINTENANCE]
    parts = [
        component.name
        for component in report.components
        if component.state not in (ComponentState.OK, ComponentState.UNKNOWN)
    ]
    named = titles or parts or [report.source]
    return ", ".join(named[:_MANY]) + (" …" if len(named) > _MANY else "")
