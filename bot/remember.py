"""Remembering: what a conversation knows after a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.decide import Known
from bot.models import Answer, Attempt, Author, Conversation, Fact, Question, Turn, Understanding

# Of two facts that exclude each other the later word wins.
_EXCLUDE = (
    (Fact.VPN_ON, Fact.VPN_OFF),
    (Fact.IN_APP, Fact.IN_BROWSER),
    (Fact.WORKS_ELSEWHERE, Fact.FAILS_ELSEWHERE),
    (Fact.WORKS_OTHER_NETWORK, Fact.FAILS_OTHER_NETWORK),
    (Fact.WORKS_FOR_OTHERS, Fact.FAILS_FOR_OTHERS),
    (Fact.PAGE_SAYS_OK, Fact.PAGE_SAYS_DOWN),
)


def count_in(conversation: Conversation, understanding: Understanding, now: datetime) -> Known:
    """Return what is known once a message counts: attempts only grow, unless the user takes one back."""
    said = (replace(attempt, at=attempt.at or now) for attempt in understanding.attempts)
    attempts = merge(without(conversation.attempts, understanding.retracted), said)
    facts = merge_facts(conversation.facts, understanding.facts)
    if _lasting(conversation, now):
        facts |= {Fact.OVER_HALF_AN_HOUR}
    return Known(attempts, facts, _offers(conversation))


def _offers(conversation: Conversation) -> tuple[str, ...]:
    """Return every step that was offered, in the order of the offers."""
    answers = (turn.answer for turn in conversation.turns if turn.answer)
    told = tuple(f"{step.id}:{step.variant or ''}" for answer in answers for step in answer.steps)
    return told or conversation.offered


def merge(before: Iterable[Attempt], said: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Return attempts in the order first said; the later result for a step and variant wins."""
    merged = {(attempt.step_id, attempt.variant): attempt for attempt in before}
    for attempt in said:
        merged[(attempt.step_id, attempt.variant)] = attempt
    return tuple(merged.values())


def without(attempts: Iterable[Attempt], retracted: Iterable[tuple[str, str | None]]) -> tuple[Attempt, ...]:
    """Return the attempts that were not taken back; a step taken back without a variant takes all of them."""
    gone = set(retracted)
    return tuple(one for one in attempts if not {(one.step_id, one.variant), (one.step_id, None)} & gone)


def merge_facts(before: frozenset[Fact], said: frozenset[Fact]) -> frozenset[Fact]:
    """Return all facts; what was just said replaces its opposite."""
    outdated = {other for pair in _EXCLUDE for one, other in (pair, pair[::-1]) if one in said and other not in said}
    return (before - outdated) | said


def _lasting(conversation: Conversation, now: datetime) -> bool:
    first = conversation.first_reported_at
    return first is not None and (now - first).total_seconds() >= 1800


def remember(
    conversation: Conversation, question: Question, understanding: Understanding, known: Known, answer: Answer
) -> tuple[Conversation, tuple[Turn, ...]]:
    """Return the conversation after this exchange, and its two new turns."""
    turns = (
        Turn(answer.created_at, Author.USER, question.message),
        Turn(answer.created_at, Author.ASSISTANT, answer.text, replace(answer, trace=None)),
    )
    offered = tuple(f"{step.id}:{step.variant or ''}" for step in answer.steps)
    after = replace(
        conversation,
        updated_at=answer.created_at,
        language=understanding.language,
        attempts=known.attempts,
        facts=known.facts,
        symptom=understanding.symptom,
        area=understanding.area,
        first_reported_at=conversation.first_reported_at or answer.created_at,
        offered=offered or conversation.offered,
        turns=conversation.turns + turns,
    )
    return after, turns
