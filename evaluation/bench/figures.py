"""What a benchmark found. Times are in seconds, sizes in bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Spread:
    """How long each of many runs took."""

    runs: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers in one process beside bare embeddings of the same texts, one by the other."""

    bare: Spread
    distinct: Spread
    repeated: Spread

    @property
    def ratio(self) -> float:
        """Return how many bare embeddings an answer to a new question costs."""
        return self.distinct.p50 / self.bare.p50


@dataclass(frozen=True, slots=True)
class Load:
    """A server under so many clients at once, each asking without a pause."""

    clients: int
    questions: int
    seconds: float
    waits: Spread

    @property
    def rate(self) -> float:
        """Return questions a second."""
        return self.questions / self.seconds


@dataclass(frozen=True, slots=True)
class Start:
    """From the start of a process until its port was open, its first answer was there, and it was ready."""

    opened: float
    answered: float
    ready: float


@dataclass(frozen=True, slots=True)
class Indexing:
    """One run of `signpost index`: the whole process, the build in it, and how many texts were embedded."""

    whole: float
    build: float
    embedded: int


@dataclass(frozen=True, slots=True)
class Memory:
    """A server's resident memory when it was ready, and after so many questions; None where the system tells none."""

    ready: int | None
    later: int | None
    questions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything one run measured, and on what."""

    at: datetime
    model: str
    sections: int
    texts: int
    cores: int
    python: str
    answering: Answering
    distinct: tuple[Load, ...]
    repeated: tuple[Load, ...]
    first_start: Start
    later_start: Start
    fresh: Indexing
    unchanged: Indexing
    memory: Memory


def spread(seconds: Sequence[float]) -> Spread:
    """Summarise one or more times by nearest rank: p95 is a time that was measured."""
    ordered = sorted(seconds)
    p50, p95 = (ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.95))
    return Spread(len(ordered), p50, p95)
