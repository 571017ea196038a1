"""Scoring what is stored, without asking the bot again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from evaluation import answers, dialogues, retrieval, understanding
from evaluation.datasets import DataSets
from evaluation.jsonl import Row, read
from evaluation.metrics import Score
from evaluation.results import Answered, Played, Retrieved, Understood


@dataclass(frozen=True, slots=True)
class Stored:
    """The rows of every stage; empty for a stage that was not asked for."""

    retrieval: tuple[Retrieved, ...] = ()
    understanding: tuple[Understood, ...] = ()
    answers: tuple[Answered, ...] = ()
    dialogues: tuple[Played, ...] = ()


def stored(stages: Collection[str], folder: Path) -> Stored:
    """Read what these stages have stored. Raises BadRowError where one has nothing."""

    def rows(stage: str, model: type[Row]) -> tuple[Row, ...]:
        return read(folder / f"{stage}.jsonl", model) if stage in stages else ()

    return Stored(
        rows("retrieval", Retrieved),
        rows("understanding", Understood),
        rows("answers", Answered),
        rows("dialogues", Played),
    )


def score(sets: DataSets, results: Stored) -> tuple[Score, ...]:
    """Score every stored row against its record; rows of records that are gone count for nothing."""
    return (
        *retrieval.evaluate(sets.questions, results.retrieval),
        *understanding.evaluate(sets.attempts, results.understanding),
        *answers.evaluate(sets, results.answers),
        *dialogues.evaluate(sets.dialogues, results.dialogues),
    )
