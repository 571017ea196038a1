"""The data sets, read and validated; a mistake in one is named with its file and its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from evaluation.jsonl import BadRowError, read
from evaluation.records import AttemptRecord, DeclineRecord, Dialogue, QuestionRecord, Record, VerdictRecord
from evaluation.scenarios import SCENARIOS

_DIALOGUES = TypeAdapter(tuple[Dialogue, ...])
Kept = TypeVar("Kept", bound=Record | Dialogue)


@dataclass(frozen=True, slots=True)
class DataSets:
    """Everything the bot is measured on."""

    questions: tuple[QuestionRecord, ...]
    declines: tuple[DeclineRecord, ...]
    attempts: tuple[AttemptRecord, ...]
    verdicts: tuple[VerdictRecord, ...]
    dialogues: tuple[Dialogue, ...]

    def first(self, count: int) -> DataSets:
        """Return the first rows of every set, for a quick look."""
        return DataSets(
            self.questions[:count],
            self.declines[:count],
            self.attempts[:count],
            self.verdicts[:count],
            self.dialogues[:count],
        )


def load(folder: Path) -> DataSets:
    """Read every data set of a folder. Raises BadRowError where one is not as described, or an id is used twice."""
    sets = DataSets(
        read(folder / "questions.jsonl", QuestionRecord),
        read(folder / "declines.jsonl", DeclineRecord),
        read(folder / "attempts.jsonl", AttemptRecord),
        read(folder / "verdicts.jsonl", VerdictRecord),
        _dialogues(folder / "dialogues"),
    )
    for rows in (sets.questions, sets.declines, sets.attempts, sets.verdicts, sets.dialogues):
        _unique([row.id for row in rows], folder)
    _known_scenarios(sets, folder)
    return sets


def _dialogues(folder: Path) -> tuple[Dialogue, ...]:
    found: list[Dialogue] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found += _DIALOGUES.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError) as error:
            raise BadRowError(f"{path}: {error}") from error
    return tuple(found)


def _unique(ids: list[str], folder: Path) -> None:
    twice = {one for one in ids if ids.count(one) > 1}
    if twice:
        raise BadRowError(f"{folder}: used twice: {', '.join(sorted(twice))}")


def _known_scenarios(sets: DataSets, folder: Path) -> None:
    named = {row.scenario for row in sets.verdicts} | {one.status for one in sets.dialogues}
    named |= {turn.status for one in sets.dialogues for turn in one.turns if turn.status}
    if named - set(SCENARIOS):
        raise BadRowError(f"{folder}: no such scenario: {', '.join(sorted(named - set(SCENARIOS)))}")
