"""How scores become measures: pure functions, no files and no bot."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.records import Split

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Score:
    """What one record gave for one measure: `good` out of `of`. `tags` are `name=value` slices it belongs to."""

    measure: str
    record: str
    split: Split
    language: str
    good: float
    of: float = 1.0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """All scores of one measure in one slice and one split; `low` and `high` hold the true share in 95 of 100 cases."""

    name: str
    slice: str
    split: Split
    value: float
    low: float
    high: float
    of: float

    @property
    def key(self) -> str:
        """Return the name a baseline keeps it under."""
        return f"{self.name}|{self.slice}|{self.split.value}"


def summarise(scores: Iterable[Score]) -> tuple[Measure, ...]:
    """Add scores up by measure, slice and split. dev and held are never mixed."""
    sums: dict[tuple[str, str, Split], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for score in scores:
        for name in slices(score):
            total = sums[score.measure, name, score.split]
            total[0] += score.good
            total[1] += score.of
    return tuple(_measure(*key, good, of) for key, (good, of) in sums.items() if of)


def slices(score: Score) -> tuple[str, ...]:
    """Return the slices a score counts in: English with its tags, or all other languages and its own."""
    if score.language == "en":
        return ("en", *(f"en:{tag}" for tag in score.tags))
    return ("other", score.language)


def _measure(name: str, part: str, split: Split, good: float, of: float) -> Measure:
    low, high = wilson(good, of)
    return Measure(name, part, split, good / of, low, high, of)


def wilson(good: float, of: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); for means of values in [0, 1] it is wider than needed."""
    if of <= 0:
        return 0.0, 1.0
    share, square = good / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = _Z / (1 + square / of) * math.sqrt(max(0.0, share * (1 - share) / of + square / (4 * of * of)))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def first_right(ranked: Sequence[str], accepted: Sequence[str], first: int) -> float:
    """Return 1.0 when one of the first few is accepted, else 0.0."""
    return float(any(one in accepted for one in ranked[:first]))


def ndcg(ranked: Sequence[str], accepted: Sequence[str], k: int = 10) -> float:
    """Return the normalised discounted gain at k (Järvelin and Kekäläinen 2002).

    The best section gains 1, the others accepted gain 0.5 each.
    """
    gains = {section: 1.0 if place == 0 else 0.5 for place, section in enumerate(accepted)}
    found = [gains.get(section, 0.0) for section in dict.fromkeys(ranked)]
    best = _discounted(sorted(gains.values(), reverse=True)[:k])
    return _discounted(found[:k]) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share lies (nearest rank); 0.0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
