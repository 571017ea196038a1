"""The two seams of this room; each has an offline twin that ships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class ModelUnavailableError(Exception):
    """The embedding model is missing, damaged or failed; the message says which in one plain sentence."""


class StoreDamagedError(Exception):
    """The vector store cannot be trusted or reached; the message says why in one plain sentence."""


class Embedder(Protocol):
    """Turns texts into unit vectors. The method names are LangChain's, so that any of its embeddings fits.

    Both raise ModelUnavailableError, and nothing else, when they cannot.
    """

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

    @property
    def name(self) -> str:
        """Name the technology that answers."""
        ...

    def nearest(self, vector: Vectors, k: int, language: str) -> Sequence[tuple[str, float]]:
        """Return the k best (key, cosine similarity) pairs of one language, best first; fewer where it has fewer.

        Raises StoreDamagedError when in doubt, and nothing else.
        """
        ...

    def close(self) -> None:
        """Release files and connections; calling it twice is harmless."""
        ...
