"""Counting, without any input or output: rows in, counts out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from bot.insights.models import (
    Comment,
    DayCount,
    DaySpread,
    EventKind,
    Feedback,
    Seconds,
    Span,
    Spread,
    StepCount,
    SuggestionCounts,
    Tally,
)
from bot.insights.rows import AttemptRow, DayRow, EventRow, OfferRow, VoteRow
from bot.models import Result

UNKNOWN = "unknown"
# The stages of an answer as its trace names them; other timings are parts of these.
STAGES = ("wait", "read", "decide", "write")


def by_day(rows: Iterable[DayRow], span: Span) -> tuple[DayCount, ...]:
    """Return one entry for each day of the span, the empty ones too; several words become one by a space."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[row.day][" ".join(row.words)] += row.count
    return tuple(DayCount(day, dict(sorted(found[day].items()))) for day in span.days())


def count_steps(
    offers: Iterable[OfferRow], attempts: Iterable[AttemptRow], titles: Mapping[str, str]
) -> tuple[StepCount, ...]:
    """Return every step that was offered or tried, the most offered first.

    A step counts once in a conversation, however often it was offered; its status is that of the first time.
    """
    first: dict[tuple[str, str, str | None], str] = {}
    for offer in offers:
        first.setdefault((offer.conversation_id, offer.step_id, offer.variant), offer.status)
    found: dict[tuple[str, str | None], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (_, step_id, variant), status in first.items():
        found[step_id, variant][status]["offered"] += 1
    for row in attempts:
        found[row.step_id, row.variant][row.status or UNKNOWN][_named(row.result)] += 1
    counted = [_step(key, states, titles) for key, states in found.items()]
    return tuple(sorted(counted, key=lambda one: (-one.total.offered, one.step_id, one.variant or "")))


def _named(result: str) -> str:
    return result if result in (Result.WORKED, Result.DID_NOT_WORK) else "other"


def _step(key: tuple[str, str | None], states: Mapping[str, Counter[str]], titles: Mapping[str, str]) -> StepCount:
    total: Counter[str] = Counter()
    for counts in states.values():
        total.update(counts)
    step_id, variant = key
    by_status = {state: Tally(**states[state]) for state in sorted(states)}
    return StepCount(step_id, variant, titles.get(step_id, step_id), Tally(**total), by_status)


def count_votes(votes: Sequence[VoteRow], comments: tuple[Comment, ...]) -> Feedback:
    """Return votes by rating, and the same for each outcome."""
    by_outcome: dict[str, Counter[str]] = defaultdict(Counter)
    for vote in votes:
        by_outcome[vote.outcome][vote.rating] += 1
    split = {outcome: dict(sorted(by_outcome[outcome].items())) for outcome in sorted(by_outcome)}
    return Feedback(dict(sorted(Counter(vote.rating for vote in votes).items())), split, comments)


def spread_seconds(seconds: Iterable[tuple[date, float]], timings: Iterable[Mapping[str, float]]) -> Seconds:
    """Return how long answers took, and which stage of the newest ones has the worst 95th percentile."""
    days: dict[date, list[float]] = defaultdict(list)
    for day, took in seconds:
        days[day].append(took)
    everything = [took for day in days.values() for took in day]
    parts: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for one in timings:
        for stage in STAGES:
            if stage in one:
                parts[stage].append(one[stage])
    stages = {stage: spread for stage in STAGES if (spread := _spread(parts[stage])) is not None}
    daily = tuple(
        DaySpread(day, len(days[day]), spread) for day in sorted(days) if (spread := _spread(days[day])) is not None
    )
    slowest = max(stages, key=lambda stage: stages[stage].p95, default=None)
    return Seconds(len(everything), _spread(everything), daily, stages, slowest)


def _spread(values: Sequence[float]) -> Spread | None:
    if not values:
        return None
    p50, p95 = np.percentile(values, (50, 95))
    return Spread(float(p50), float(p95))


def count_suggestions(rows: Iterable[EventRow]) -> SuggestionCounts:
    """Return what became of suggestions: inserted as is means inserted, and nothing changed before it was used."""
    kinds: dict[str, set[str]] = defaultdict(set)
    distances: dict[str, float] = {}
    reasons: Counter[str] = Counter()
    for row in rows:
        kinds[row.suggestion_id].add(row.kind)
        if row.kind == EventKind.EDITED:
            distances[row.suggestion_id] = row.distance or 0.0
        if row.kind == EventKind.DISMISSED:
            reasons[row.reason or "other"] += 1
    edited = {one for one, distance in distances.items() if distance > 0}
    inserted = {one for one, had in kinds.items() if EventKind.INSERTED in had}
    total = Counter(kind for had in kinds.values() for kind in had)
    return SuggestionCounts(
        shown=total[EventKind.SHOWN],
        inserted_as_is=len(inserted - edited),
        edited=len(edited),
        mean_distance=sum(distances[one] for one in edited) / len(edited) if edited else None,
        copied=total[EventKind.COPIED],
        sent=total[EventKind.SENT],
        dismissed=total[EventKind.DISMISSED],
        reasons=dict(sorted(reasons.items())),
    )
