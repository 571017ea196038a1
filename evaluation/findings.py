"""What a report shows: the measures, the stored results, and what went wrong in dev."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.datasets import DataSets
from evaluation.metrics import Measure
from evaluation.score import Stored


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the bot got wrong: which stage, which record, what was said, what was wanted, what came."""

    stage: str
    record: str
    said: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a report shows; `about` says what was asked and when."""

    about: str
    sets: DataSets
    measures: tuple[Measure, ...]
    results: Stored
    mistakes: tuple[Mistake, ...]

    def of(self, name: str, part: str) -> tuple[Measure, ...]:
        """Return a measure in one slice, dev before held."""
        found = (one for one in self.measures if one.name == name and one.slice == part)
        return tuple(sorted(found, key=lambda one: one.split.value))
