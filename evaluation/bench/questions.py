"""Questions to measure with: what the data sets hold, each text once, handed out so that none is asked twice."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.datasets import DataSets


class TooFewError(Exception):
    """The data sets hold fewer different texts than a run wants."""


class Questions:
    """A supply of different questions; what is taken is gone, because an embedding is made only once for a text."""

    def __init__(self, sets: DataSets) -> None:
        rows = (*sets.questions, *sets.attempts, *sets.verdicts, *sets.declines)
        texts = dict.fromkeys(" ".join(row.text.split()) for row in rows)
        self._left: Iterator[str] = iter(texts)
        self.total = len(texts)

    def take(self, count: int) -> tuple[str, ...]:
        """Return the next so many questions. Raises TooFewError."""
        taken = tuple(text for text, _ in zip(self._left, range(count), strict=False))
        if len(taken) < count:
            raise TooFewError(f"The data sets hold {self.total} different texts, which is too few for this run.")
        return taken
