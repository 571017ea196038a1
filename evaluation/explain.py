"""Explaining what went wrong, for dev only: whoever reads held messages would tune on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from evaluation.answers import cited_sections
from evaluation.datasets import DataSets
from evaluation.dialogues import judge
from evaluation.findings import Mistake
from evaluation.measures import MEASURES
from evaluation.metrics import Score
from evaluation.records import AttemptRef, DeclineRecord, QuestionRecord, Split, VerdictRecord
from evaluation.results import HeardAttempt, Reply
from evaluation.score import Stored


def explain(sets: DataSets, results: Stored, scores: Iterable[Score]) -> tuple[Mistake, ...]:
    """Return the mistakes of every stage that lead to a worse headline measure, and unheard attempts."""
    failed = _failed(scores)
    return (*_answers(sets, results, failed), *_understanding(sets, results, failed), *_dialogues(sets, results))


def _failed(scores: Iterable[Score]) -> dict[str, list[str]]:
    """Return the titles of the measures that count a dev record as wrong, by record."""
    failed: dict[str, list[str]] = defaultdict(list)
    for one in scores:
        about = MEASURES[one.measure]
        wrong = one.good < one.of if about.more_is_better else one.good > 0
        told = about.headline or one.measure == "attempts.exact"
        if wrong and told and one.split is Split.DEV:
            failed[one.record].append(about.title)
    return failed


def _answers(sets: DataSets, results: Stored, failed: dict[str, list[str]]) -> list[Mistake]:
    replies = {one.id: one.reply for one in results.answers}
    rows: tuple[QuestionRecord | DeclineRecord | VerdictRecord, ...]
    rows = (*sets.questions, *sets.declines, *sets.verdicts)
    return [
        Mistake("answers", row.id, row.text, f"{_wanted(row)} ({', '.join(failed[row.id])})", _came(replies[row.id]))
        for row in rows
        if row.id in failed and row.id in replies
    ]


def _wanted(row: QuestionRecord | DeclineRecord | VerdictRecord) -> str:
    if isinstance(row, QuestionRecord):
        return ", ".join(row.sections)
    if isinstance(row, DeclineRecord):
        return row.expect.value
    return f"{row.scenario}: {' or '.join(row.accept)}"


def _came(reply: Reply) -> str:
    cited = ", ".join(cited_sections(reply)[:3]) or "nothing"
    return f"{reply.outcome.value}; {reply.verdict}; cites {cited}"


def _understanding(sets: DataSets, results: Stored, failed: dict[str, list[str]]) -> list[Mistake]:
    heard = {one.id: one for one in results.understanding}
    rows = [row for row in sets.attempts if row.id in failed and row.id in heard]
    return [
        Mistake("understanding", row.id, row.text, _list(row.attempts), _list(heard[row.id].attempts)) for row in rows
    ]


def _list(attempts: Iterable[AttemptRef | HeardAttempt]) -> str:
    said = [f"{'/'.join(part for part in one.pair if part)} {one.result}" for one in attempts]
    return ", ".join(said) or "nothing"


def _dialogues(sets: DataSets, results: Stored) -> list[Mistake]:
    played = {one.id: one for one in results.dialogues}
    found = []
    for dialogue in sets.dialogues:
        if dialogue.split is Split.DEV and dialogue.id in played:
            wrong = judge(dialogue, played[dialogue.id])
            for number, (turn, broken) in enumerate(zip(dialogue.turns, wrong, strict=True), 1):
                said = turn.says or f"presses {', '.join(turn.presses)}"
                found += [
                    Mistake("dialogues", f"{dialogue.id} · {number}", said, dialogue.about, one) for one in broken
                ]
    return found
