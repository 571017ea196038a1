"""What an answer says about the service before anything else."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import Decision, Matching
from bot.verdict import evidence_words, incident_words, other_words, part_words
from bot.wording import Phrasebook, age_words
from status.models import Freshness, Maintenance, StatusReport

_QUOTED = 240
_MARKS = str.maketrans({"[": "(", "]": ")", "*": None, "`": None, "_": " ", "<": None, ">": None, "#": None, "|": " "})
_RED = frozenset({"A", "B", "D", "I"})


def status_lines(decision: Decision, report: StatusReport, book: Phrasebook, *, brief: bool) -> tuple[str, ...]:
    """Return the sentences for the verdict's row; `brief` keeps what a follow-up needs."""
    row, matching = decision.verdict.row, decision.matching or Matching()
    values = {
        "source": report.source,
        "age": age_words(report.age_seconds, book),
        "url": report.url,
        "what": _unmarked(_what(row, matching, book, report.checked_at)),
        "beside": _unmarked(decision.verdict.reasons[-1]) if decision.verdict.reasons else "",
        "evidence": evidence_words(decision.facts, book),
    }
    lines = [line for line in book.lines(f"rows.{row}", **values) if "]()" not in line]
    if row == "J":
        lines.append(_until(matching.running, report.checked_at, book))
    if report.freshness is Freshness.STALE:
        lines.append(book.say("summary.stale", age=values["age"]))
    if decision.verdict.expected:
        lines.append(decision.verdict.expected)
    if row in _RED:
        lines[1:1] = _latest(matching, book, report.checked_at)
    return tuple(lines[:1] if brief and row not in _RED else lines)


def ahead_lines(decision: Decision, report: StatusReport, book: Phrasebook) -> tuple[str, ...]:
    """Mention maintenance that is still ahead, last and never as the cause."""
    windows = decision.matching.ahead if decision.matching else ()
    return tuple(
        book.say("ahead", time=book.time(one.starts_at, report.checked_at), title=_unmarked(one.title))
        for one in windows[:1]
    )


def _what(row: str, matching: Matching, book: Phrasebook, today: datetime | None) -> str:
    if row == "J":
        return ", ".join(
            book.say("reasons.maintenance", title=one.title, time=book.time(one.starts_at, today))
            for one in matching.running
        )
    if row in ("C", "C2"):
        return other_words(matching)
    told = {
        "A": matching.incidents,
        "B": matching.incidents,
        "D": matching.incidents or matching.fitting,
        "I": matching.fitting,
        "E": matching.resolved,
    }
    incidents = [incident_words(one, book, today) for one in told.get(row, ())]
    return ", ".join(incidents or [part_words(part, None, book, today) for part in matching.red])


def _latest(matching: Matching, book: Phrasebook, today: datetime | None) -> list[str]:
    """Quote the provider's newest words, shortened, with their time."""
    for incident in (*matching.incidents, *matching.fitting):
        if incident.updates:
            text = _unmarked(" ".join(incident.latest_update.split()))
            cut = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rsplit(' ', 1)[0]} …"
            return [book.say("latest", time=book.time(incident.updates[0].at, today), text=cut)] if cut else []
    return []


def _unmarked(text: str) -> str:
    """Take the marks out of a page's words: what they say is data, and must not format or cite in our text."""
    return text.translate(_MARKS)


def _until(running: tuple[Maintenance, ...], now: datetime | None, book: Phrasebook) -> str:
    end = running[0].ends_at if running else None
    if end is None:
        return book.say("until.none")
    over = now is not None and now - end > timedelta(minutes=30)
    return book.say("until.over" if over else "until.known", time=book.time(end, now))
