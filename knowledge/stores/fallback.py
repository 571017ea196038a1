"""A vector store that is not trusted blindly: every result is compared with the vectors, and a twin stands by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.ports import StoreDamagedError, Vectors, VectorStore
from knowledge.stores.exact import ExactStore
from knowledge.vectors import Partition

TOLERANCE = 1e-2


class FallbackStore:
    """Asks the first store until it fails or is caught lying, from then on the exact one.

    `first` is None where it could not even be opened; `problem` says why. Whoever opened it may try again and put
    a new one in its place.
    """

    def __init__(self, first: VectorStore | None, partitions: Mapping[str, Partition], problem: str = "") -> None:
        self.partitions = partitions
        self.problem = problem
        self._twin = ExactStore(partitions)
        self._first: VectorStore = first or self._twin

    @property
    def name(self) -> str:
        """Name the store that answers now."""
        return self._twin.name if self.problem else self._first.name

    def nearest(self, vector: Vectors, k: int, language: str) -> Sequence[tuple[str, float]]:
        """Return the k best (key, cosine similarity) pairs of one language, best first. Raises nothing."""
        if not self.problem:
            try:
                found = self._first.nearest(vector, k, language)
                self._doubt(found, vector, k, language)
            except StoreDamagedError as error:
                self.problem = str(error)
            else:
                return found
        return self._twin.nearest(vector, k, language)

    def close(self) -> None:
        """Release the first store; questions still running are answered by the twin."""
        self._first.close()

    def _doubt(self, found: Sequence[tuple[str, float]], vector: Vectors, k: int, language: str) -> None:
        """Raise StoreDamagedError where hits are missing, unknown, or not as similar as the store says."""
        partition = self.partitions.get(language)
        if partition is None:
            return
        if len(found) != min(k, len(partition.keys)):
            raise StoreDamagedError(f"{self._first.name} returned fewer hits than it holds.")
        rows = [partition.rows.get(key) for key, _ in found]
        if None in rows:
            raise StoreDamagedError(f"{self._first.name} returned a vector that is not of this generation.")
        true = partition.vectors[np.asarray(rows, dtype=np.intp)] @ vector
        if not np.allclose(true, [said for _, said in found], rtol=0, atol=TOLERANCE):
            raise StoreDamagedError(f"{self._first.name} returned similarities that are not those of its vectors.")
