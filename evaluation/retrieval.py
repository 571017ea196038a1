"""Retrieval: does the search alone, without the bot, find the right section?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evaluation.metrics import Score, first_right, ndcg
from evaluation.records import QuestionRecord
from evaluation.results import Found, Retrieved
from evaluation.subject import Progress, Subject, each


async def generate(
    subject: Subject, questions: tuple[QuestionRecord, ...], progress: Progress
) -> tuple[Retrieved, ...]:
    """Search for every question."""

    async def search(row: QuestionRecord) -> Retrieved:
        return subject.search(row.id, row.text, row.language)

    return await each("retrieval", questions, search, progress)


def evaluate(questions: tuple[QuestionRecord, ...], results: Iterable[Retrieved]) -> tuple[Score, ...]:
    """Score what was found: as fused, and as each part of the search would have ranked it alone."""
    found = {result.id: result for result in results}
    rows = [(row, found[row.id]) for row in questions if row.id in found]
    scores = [score for row, result in rows for score in _fused(row, result)]
    scores += [score for row, result in rows for score in _alone(row, result)]
    return tuple(scores)


def tags(row: QuestionRecord) -> tuple[str, ...]:
    """Return the slices of a question: its kind, its section, and whether it is tidy or as people type."""
    tidy = "tidy" if row.wording in ("plain", "formal") else "messy"
    return (f"kind={row.kind}", f"wording={tidy}", f"section={row.sections[0]}")


def _fused(row: QuestionRecord, result: Retrieved) -> list[Score]:
    ranked = [one.section for one in result.found]
    values = {
        "retrieval.first_right": first_right(ranked, row.sections, 1),
        "retrieval.first_three_right": first_right(ranked, row.sections, 3),
        "retrieval.ndcg": ndcg(ranked, row.sections),
    }
    return [Score(name, row.id, row.split, row.told_in, value, tags=tags(row)) for name, value in values.items()]


def _alone(row: QuestionRecord, result: Retrieved) -> list[Score]:
    scores = []
    for part, rank in _PARTS.items():
        ranked = _ranked(result.found, rank)
        value = first_right(ranked, row.sections, 1)
        scores.append(Score(f"retrieval.{part}_only_first_right", row.id, row.split, row.told_in, value))
    return scores


def _ranked(found: tuple[Found, ...], rank: Callable[[Found], int | None]) -> list[str]:
    placed = [(place, one.section) for one in found if (place := rank(one)) is not None]
    return [section for _, section in sorted(placed)]


_PARTS: dict[str, Callable[[Found], int | None]] = {
    "dense": lambda one: one.dense_rank,
    "lexical": lambda one: one.lexical_rank,
}
