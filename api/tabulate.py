"""The owner's picture as tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.insights.models import DayCount, Insights, StepCount, Tally

Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]
# A spreadsheet takes a cell that begins so for a formula, and strangers write questions (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def to_csv(found: Insights, table: str) -> str:
    """Return one table as CSV (RFC 4180) with its header; raises KeyError for a table that there is not."""
    head, rows = TABLES[table]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows(found))
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    """Keep a spreadsheet from running what a stranger wrote."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def _days(days: Iterable[DayCount]) -> Rows:
    return ((str(day.day), word, count) for day in days for word, count in day.counts.items())


def _verdicts(found: Insights) -> Rows:
    return ((day, *str(words).partition(" ")[::2], count) for day, words, count in _days(found.verdicts))


def _deflection(found: Insights) -> Rows:
    return ((one.ref, _time(one.at), one.ending.value, one.sign) for one in found.counted)


def _steps(found: Insights) -> Rows:
    for step in found.steps:
        yield _step(step, "all", step.total)
        for state, tally in step.by_status.items():
            yield _step(step, state, tally)


def _step(step: StepCount, status: str, tally: Tally) -> Sequence[Cell]:
    counts = (tally.offered, tally.worked, tally.did_not_work, tally.other)
    return (step.step_id, step.variant, step.title, status, *counts)


def _gaps(found: Insights) -> Rows:
    for gap in found.gaps:
        near, again = gap.nearest, gap.rerun
        yield (
            *(gap.id, gap.heading, gap.size, gap.language, _time(gap.first_at), _time(gap.last_at)),
            *(" ".join(gap.reasons), near.chunk_id if near else None, round(near.score, 3) if near else None),
            *(_time(gap.covered_at), again.flipped if again else None, again.still if again else None),
            " | ".join(gap.examples),
        )


def _suggestions(found: Insights) -> Rows:
    told = found.suggestions
    yield from (("shown", told.shown), ("inserted_as_is", told.inserted_as_is), ("edited", told.edited))
    yield from (("mean_distance", told.mean_distance), ("copied", told.copied), ("sent", told.sent))
    yield ("dismissed", told.dismissed)
    yield from ((f"dismissed_{reason}", count) for reason, count in told.reasons.items())


def _feedback(found: Insights) -> Rows:
    for outcome, counts in found.feedback.by_outcome.items():
        yield from ((outcome, rating, count) for rating, count in counts.items())


def _seconds(found: Insights) -> Rows:
    return ((str(one.day), one.answers, one.spread.p50, one.spread.p95) for one in found.seconds.days)


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Insights], Rows]]] = {
    "outcomes": (("day", "outcome", "answers"), lambda found: _days(found.outcomes)),
    "verdicts": (("day", "scope", "certainty", "answers"), _verdicts),
    "deflection": (("ref", "at", "ending", "sign"), _deflection),
    "steps": (("step_id", "variant", "title", "status", "offered", "worked", "did_not_work", "other"), _steps),
    "gaps": (
        (
            *("id", "heading", "size", "language", "first_at", "last_at", "reasons", "nearest", "score"),
            *("covered_at", "flipped", "still", "examples"),
        ),
        _gaps,
    ),
    "suggestions": (("what", "count"), _suggestions),
    "feedback": (("outcome", "rating", "votes"), _feedback),
    "seconds": (("day", "answers", "p50", "p95"), _seconds),
}
