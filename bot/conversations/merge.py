"""Merging: two messages of one conversation that cross, in two processes or two tabs, lose nothing.

Each brings the conversation as it would be after it alone. What it changed against what it had read is applied to
what is stored by now. For one step and variant the later message wins.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.models import AsRead, Attempt, Conversation, Turn

Pair = tuple[str, str | None]


def handed_out(conversation: Conversation) -> Conversation:
    """Return the conversation with a note of what it held, for the merge when it comes back changed."""
    return replace(conversation, as_read=AsRead(conversation.attempts, conversation.facts))


def earlier_turns(conversation: Conversation, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns before these, whether or not the conversation already ends with them."""
    count = len(conversation.turns) - len(turns)
    return conversation.turns[:count] if turns and conversation.turns[count:] == turns else conversation.turns


def merge(stored: Conversation, incoming: Conversation) -> Conversation:
    """Return what is known now. Turns, dates of birth and who holds the conversation are the stored ones."""
    before = incoming.as_read or AsRead()
    said = incoming if incoming.updated_at >= stored.updated_at else stored
    return replace(
        stored,
        updated_at=said.updated_at,
        language=said.language,
        symptom=said.symptom,
        area=said.area,
        first_reported_at=said.first_reported_at or stored.first_reported_at,
        offered=said.offered,
        attempts=merge_attempts(stored.attempts, before.attempts, incoming.attempts),
        facts=(stored.facts - (before.facts - incoming.facts)) | (incoming.facts - before.facts),
    )


def merge_attempts(
    stored: tuple[Attempt, ...], before: tuple[Attempt, ...], after: tuple[Attempt, ...]
) -> tuple[Attempt, ...]:
    """Apply what changed from `before` to `after` to `stored`: take back, replace in place, append in order."""
    read = _by_pair(before)
    wanted = _by_pair(after)
    merged = {pair: attempt for pair, attempt in _by_pair(stored).items() if pair in wanted or pair not in read}
    for pair, attempt in wanted.items():
        unchanged = read.get(pair) == attempt
        if not unchanged and _at(attempt, merged.get(pair)):
            merged[pair] = attempt
    return tuple(merged.values())


def _by_pair(attempts: tuple[Attempt, ...]) -> dict[Pair, Attempt]:
    return {(attempt.step_id, attempt.variant): attempt for attempt in attempts}


def _at(attempt: Attempt, other: Attempt | None) -> bool:
    """Tell whether an attempt was not said before the other; without a time, whoever comes last is later."""
    first: datetime | None = other.at if other else None
    return first is None or attempt.at is None or attempt.at >= first
