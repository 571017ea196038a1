"""The two seams of this room; each has an offline twin that ships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors. The method names are LangChain's, so that any of its embeddings fits."""

    @property
    def fingerprint(self) -> str:
        """Name everything that changes a vector: model digest, dimension, pooling, prefix, length."""
        ...

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts of the guide; one unit vector each."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; a unit vector."""
        ...


class VectorStore(Protocol):
    """Finds the nearest vectors of one generation."""

    name: str

    def nearest(self, vector: Vectors, k: int) -> Sequence[tuple[str, float]]:
        """Return at most k (key, cosine similarity) pairs, best first. Raises StoreDamaged when in doubt."""
        ...

    def close(self) -> None:
        """Release files and connections; calling it twice is harmless."""
        ...
