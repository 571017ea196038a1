"""Understanding: does the bot hear what was tried, what was not, and what else was said?"""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.metrics import Score
from evaluation.records import ANY, AttemptRecord, AttemptRef, StepRef, among
from evaluation.results import HeardAttempt, Understood
from evaluation.subject import Progress, Subject, each

# The assistant adds these by itself, from the report it has read; no message states them.
_NOT_SAID = frozenset({"page_read", "page_unread"})


async def generate(subject: Subject, records: tuple[AttemptRecord, ...], progress: Progress) -> tuple[Understood, ...]:
    """Ask every message in a conversation where its `offered` steps were offered and its `retracted` ones tried."""
    numbers = {row.id: number for number, row in enumerate(records, 1)}

    async def hear(row: AttemptRecord) -> Understood:
        offered, tried = [one.pair for one in row.offered], [one.pair for one in row.retracted]
        talk = await subject.remembering(numbers[row.id], offered, tried) if offered or tried else None
        answer = await subject.ask(row.text, conversation_id=talk)
        assert answer.trace is not None, "an answer in this process carries its trace"
        heard = answer.trace.understanding
        return Understood(
            id=row.id,
            attempts=tuple(
                HeardAttempt(step_id=one.step_id, variant=one.variant, result=one.result) for one in heard.attempts
            ),
            retracted=tuple(StepRef(step_id=step, variant=variant) for step, variant in heard.retracted),
            facts=heard.facts,
            reply=subject.reply(answer),
        )

    return await each("understanding", records, hear, progress)


def evaluate(records: tuple[AttemptRecord, ...], results: Iterable[Understood]) -> tuple[Score, ...]:
    """Score every message that has a result."""
    found = {result.id: result for result in results}
    rows = [(row, found[row.id]) for row in records if row.id in found]
    return tuple(score for row, result in rows for score in _scores(row, result))


def _scores(row: AttemptRecord, result: Understood) -> list[Score]:
    heard = matched(row.attempts, result.attempts)
    extra = [one for one in result.attempts if not _covered(one, row.attempts) and not _covered(one, row.tolerated)]
    facts = {fact for fact in result.facts if fact.value not in _NOT_SAID}
    wrong = facts - row.facts - row.tolerated_facts
    known_facts = len(facts & row.facts)
    exact = heard == len(row.attempts) and not extra
    made = {
        "attempts.recall": (heard, len(row.attempts)),
        "attempts.precision": (heard, heard + len(extra)),
        "attempts.exact": (float(exact), 1),
        "attempts.retracted_right": (_retracted(row, result), len(row.retracted)),
        "facts.recall": (known_facts, len(row.facts)),
        "facts.precision": (known_facts, known_facts + len(wrong)),
        "safety.tried_again": (float(_again(row, result)), 1),
    }
    tags = (f"about={row.about}",)
    return [Score(name, row.id, row.split, row.told_in, good, of, tags) for name, (good, of) in made.items() if of]


def matched(expected: tuple[AttemptRef, ...], heard: tuple[HeardAttempt, ...]) -> int:
    """Return how many of the expected attempts were heard with their variant and result."""
    return sum(any(want.covers(one.step_id, one.variant, one.result) for one in heard) for want in expected)


def _covered(one: HeardAttempt, expected: tuple[AttemptRef, ...]) -> bool:
    return any(want.covers(one.step_id, one.variant, one.result) for want in expected)


def _retracted(row: AttemptRecord, result: Understood) -> int:
    taken = {one.pair for one in result.retracted}
    return sum(among(one.pair, taken) for one in row.retracted)


def _again(row: AttemptRecord, result: Understood) -> bool:
    """Tell whether a step that the message reports as tried was offered upon it."""
    tried = {one.pair for one in row.attempts if one.variant != ANY}
    return any(among(one, tried) for one in result.reply.offered)
