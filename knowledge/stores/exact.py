"""Exact search in memory: the twin of every vector store, and the fallback when an index is damaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.ports import Vectors
from knowledge.vectors import Partition


class ExactStore:
    """Compares a question with every vector of its language; at 10,000 of them that takes a millisecond."""

    name = "exact"

    def __init__(self, partitions: Mapping[str, Partition]) -> None:
        self._partitions = partitions

    def nearest(self, vector: Vectors, k: int, language: str) -> Sequence[tuple[str, float]]:
        """Return the k best (key, cosine similarity) pairs of one language, best first."""
        partition = self._partitions.get(language)
        if partition is None or not partition.keys or k < 1:
            return []
        similar = partition.vectors @ vector
        best = np.argpartition(-similar, k - 1)[:k] if k < len(similar) else np.arange(len(similar))
        ordered = best[np.lexsort((best, -similar[best]))]
        return [(str(partition.keys[row]), float(similar[row])) for row in ordered]

    def close(self) -> None:
        """Nothing is held."""
