"""An embedding model behind an OpenAI-compatible address (`POST {url}/embeddings`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np

from knowledge.ports import ModelUnavailableError

# A question waits this long for its vector; then keywords answer.
SECONDS = 5.0
# The guide's texts come in batches, and nobody waits for them.
BATCH_SECONDS = 120.0
_PROBE = "Which step comes first?"


@dataclass(frozen=True, slots=True)
class Served:
    """Where the model is, what it is called there, its key, and what is put before questions and texts."""

    url: str
    model: str
    key: str = ""
    query_prefix: str = ""
    text_prefix: str = ""


class ServedEmbedder:
    """Asks a server for vectors and makes them unit vectors; safe to share between threads."""

    def __init__(self, served: Served, client: httpx2.Client | None = None) -> None:
        """Raises ModelUnavailableError where the server does not answer with a vector."""
        self._served = served
        headers = {"Authorization": f"Bearer {served.key}"} if served.key else {}
        self._client = client or httpx2.Client(headers=headers)
        self.dimensions = len(self.embed_query(_PROBE))

    @property
    def fingerprint(self) -> str:
        """Name everything that changes a vector, as far as it can be seen from here."""
        served = self._served
        return f"served:{served.model}:{self.dimensions}:{served.query_prefix}|{served.text_prefix}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts of the guide; one unit vector each. Raises ModelUnavailableError."""
        return self._embed([self._served.text_prefix + text for text in texts], BATCH_SECONDS)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; a unit vector. Raises ModelUnavailableError."""
        return self._embed([self._served.query_prefix + text])[0]

    def _embed(self, texts: list[str], seconds: float = SECONDS) -> list[list[float]]:
        if not texts:
            return []
        try:
            answer = self._client.post(
                f"{self._served.url.rstrip('/')}/embeddings",
                json={"model": self._served.model, "input": texts, "encoding_format": "float"},
                timeout=seconds,
            )
            answer.raise_for_status()
            return _vectors(answer.json(), len(texts))
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as failed:
            # The address may carry a password, and what a server says is anybody's: neither is repeated.
            host, why = urlsplit(self._served.url).hostname, type(failed).__name__
            raise ModelUnavailableError(f"The embedding server at {host} gave no vectors ({why}).") from None


def _vectors(told: Any, count: int) -> list[list[float]]:
    """Return the vectors in the order asked for. Raises ValueError, KeyError or TypeError for any other answer."""
    rows = sorted(told["data"], key=lambda row: int(row["index"]))
    vectors = np.array([row["embedding"] for row in rows], dtype=np.float64)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all() or not lengths.all():
        raise ValueError("not one vector a text")
    return [list(map(float, row)) for row in vectors / lengths]
