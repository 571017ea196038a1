"""Comparing what was measured with the baseline kept in the repository."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evaluation.measures import MEASURES, STAGES
from evaluation.metrics import Measure

_DIGITS = 4
_ROUNDING = 10.0**-_DIGITS  # a value read back is not quite the one that was measured
_WORDS = {
    "retrieval": ("retrieval",),
    "understanding": ("attempts", "facts"),
    "answers": ("answers", "verdicts"),
    "dialogues": ("dialogues",),
}


class Baseline(BaseModel):
    """A value for each `measure|slice|split`, and how much worse a run may be before it fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tolerance: float = Field(0.02, ge=0, le=1)
    values: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worse:
    """A measure that fell behind; `now` is None when it was not measured any more."""

    key: str
    was: float
    now: float | None

    def __str__(self) -> str:
        """Say it in one line."""
        name, part, split = self.key.split("|")
        now = "is not measured any more" if self.now is None else f"is {self.now:.3f}"
        title = MEASURES[name].title if name in MEASURES else name
        return f"{title} ({part}, {split}) {now}, was {self.was:.3f}"


def read_baseline(path: Path) -> Baseline:
    """Return the baseline of a file; an empty one when there is no file. Raises ValueError when it is not one."""
    if not path.exists():
        return Baseline()
    return Baseline.model_validate_json(path.read_text(encoding="utf-8"))


def compare(measures: Iterable[Measure], baseline: Baseline, stages: Iterable[str]) -> tuple[Worse, ...]:
    """Return what is worse than the baseline by more than its tolerance, or missing though its stage ran."""
    now = {measure.key: measure for measure in measures}
    ran = _measured(frozenset(stages))
    found = []
    for key, was in baseline.values.items():
        name, measure = key.split("|")[0], now.get(key)
        if name.split(".")[0] in ran and (measure is None or _worse(measure, was, baseline.tolerance)):
            found.append(Worse(key, was, measure.value if measure else None))
    return tuple(found)


def _measured(stages: frozenset[str]) -> frozenset[str]:
    """Return the first words of the measures that these stages give; safety needs all of them."""
    words = {word for stage in stages for word in _WORDS[stage]}
    return frozenset(words | ({"safety"} if stages >= set(STAGES) else set()))


def _worse(measure: Measure, was: float, tolerance: float) -> bool:
    """One record may always flip, but where safety is measured nothing may."""
    slack = 0.0 if measure.name.startswith("safety.") else max(tolerance, 1 / measure.of)
    fell = was - measure.value if MEASURES[measure.name].more_is_better else measure.value - was
    return fell > slack + _ROUNDING


def renewed(measures: Iterable[Measure], baseline: Baseline) -> Baseline:
    """Return the baseline with today's values; slices of tags are left out, they are too small to hold anybody to."""
    values = {one.key: round(one.value, _DIGITS) for one in measures if one.slice in ("en", "other")}
    return Baseline(tolerance=baseline.tolerance, values=dict(sorted({**baseline.values, **values}.items())))


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write it so that a change of one value is a change of one line."""
    path.write_text(json.dumps(baseline.model_dump(), indent=1) + "\n", encoding="utf-8")
