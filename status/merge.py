"""Joins what several endpoints tell about one incident, maintenance or component."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from status.models import ComponentState
from status.platforms.raw import RawComponent, RawEvent, RawUpdate
from status.platforms.words import LEVELS, SEVERITY, meaning

UPDATES_KEPT = 10
# Endpoints round times differently; the same words within this time are the same message.
SAME_MESSAGE = timedelta(minutes=2)
ID_COUNTS = timedelta(hours=72)
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def merge_events(events: Iterable[RawEvent]) -> list[RawEvent]:
    """Return each event once, in order of first mention; where two tell different things, the newer one counts."""
    merged: dict[str, RawEvent] = {}
    for event in events:
        key = event.id or event.title
        merged[key] = _joined(merged[key], event) if key in merged else event
    return [
        replace(event, updates=_newest_first(event.updates)) for event in merged.values() if event.id or event.title
    ]


def merge_components(components: Iterable[RawComponent]) -> list[RawComponent]:
    """Return each id once, in order of first mention, with the worst word anybody had for it."""
    merged: dict[str, RawComponent] = {}
    for one in components:
        key = one.id or f"{one.group or ''}/{one.name}"
        merged[key] = _same(merged[key], one) if key in merged else one
    return list(merged.values())


def newest(event: RawEvent) -> datetime | None:
    """Return when the event last changed, as far as it says."""
    times = [event.updated_at, *(update.posted_at or update.at for update in event.updates)]
    return max((time for time in times if time), default=None)


def begun(event: RawEvent) -> datetime | None:
    """Return when the event began: as stated, else by its earliest message or the time inside its id."""
    times = [event.started_at, *(update.at or update.posted_at for update in event.updates)]
    earliest = min((time for time in times if time), default=None)
    made = ulid_time(event.id)
    if earliest is None or made is None or event.started_at:
        return earliest or made
    # The widget tells the latest message only; its id was made with the first. A much older id is a copied one.
    return made if earliest - ID_COUNTS < made < earliest else earliest


def is_ulid(text: str) -> bool:
    """Tell whether an id is one of incident.io's: 26 characters of Crockford's base 32."""
    return len(text) == 26 and all(sign in _CROCKFORD for sign in text.upper())


def ulid_time(text: str) -> datetime | None:
    """Return the moment written in the first ten characters of a ULID (milliseconds since 1970)."""
    if not is_ulid(text):
        return None
    milliseconds = 0
    for sign in text[:10].upper():
        milliseconds = milliseconds * 32 + _CROCKFORD.index(sign)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _joined(first: RawEvent, other: RawEvent) -> RawEvent:
    """Join two tellings; on a tie the first, more trusted one has the last word."""
    newer, older = (other, first) if (newest(other) or _ALWAYS) > (newest(first) or _ALWAYS) else (first, other)
    starts = [one.started_at for one in (first, other) if one.started_at]
    return replace(
        first,
        title=first.title or other.title,
        word=newer.word or older.word,
        impact=first.impact or other.impact,
        components=first.components or other.components,
        started_at=min(starts, default=None),
        updated_at=max((time for time in (first.updated_at, other.updated_at) if time), default=None),
        resolved_at=newer.resolved_at or older.resolved_at,
        ends_at=first.ends_at or other.ends_at,
        url=first.url or other.url,
        updates=first.updates + other.updates,
        planned=first.planned or other.planned,
    )


def _same(first: RawComponent, other: RawComponent) -> RawComponent:
    told = [one.word for one in (first, other) if one.word]
    word = max(told, key=_severity, default="")
    return replace(first, name=first.name or other.name, group=first.group or other.group, word=word)


def _severity(word: str) -> int:
    return SEVERITY.index(meaning(LEVELS, word) or ComponentState.UNKNOWN)


def _newest_first(updates: Iterable[RawUpdate]) -> tuple[RawUpdate, ...]:
    """Sort messages by when they appeared; one that two endpoints tell is kept once."""
    kept: list[RawUpdate] = []
    for update in sorted(updates, key=_appeared, reverse=True):
        if not any(update.text == other.text and _appeared(other) - _appeared(update) < SAME_MESSAGE for other in kept):
            kept.append(update)
    return tuple(kept[:UPDATES_KEPT])


def _appeared(update: RawUpdate) -> datetime:
    return update.posted_at or update.at or _ALWAYS
