"""One model shared by many threads: what waits together is embedded together, and nothing is embedded twice."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from knowledge.ports import Embedder, Vectors

CACHED = 20_000  # texts; about 1.5 KB each
LARGEST_BATCH = 32
GIVE_WAY_SECONDS = 0.001


class BatchingEmbedder:
    """Keeps an embedder busy with one batch at a time, whoever asks.

    The thread that gets the model serves everybody who queued while it was taken; they find their vectors in the
    cache when their turn comes. So nobody waits for a batch to fill, and a burst of one question costs one vector.
    """

    def __init__(self, embedder: Embedder, capacity: int = CACHED) -> None:
        self._embedder = embedder
        self._capacity = capacity
        self._model = threading.Lock()
        self._books = threading.Lock()
        self._waiting: dict[str, int] = {}
        self._cache: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """Name everything that changes a vector."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return self._embedder.dimensions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts of the guide past the cache; give at most a batch, so that questions come in between."""
        if self._waiting:
            time.sleep(GIVE_WAY_SECONDS)  # a lock is not fair: without a pause the one who releases it gets it again
        with self._model:
            return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; a unit vector."""
        return list(map(float, self.embed([text])[0]))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (n, dimensions), float32. Raises ModelUnavailableError."""
        wanted = [" ".join(text.split()) for text in texts]
        found = self._cached(wanted)
        missing = [text for text in dict.fromkeys(wanted) if text not in found]
        if missing:
            found |= self._wait_for(missing)
        return np.stack([found[text] for text in wanted]) if wanted else np.empty((0, self._embedder.dimensions), "f4")

    def _wait_for(self, texts: list[str]) -> dict[str, Vectors]:
        self._queue(texts, 1)
        try:
            with self._model:
                found = self._cached(texts)
                missing = [text for text in texts if text not in found]
                return found | self._serve(missing) if missing else found
        finally:
            self._queue(texts, -1)

    def _serve(self, texts: list[str]) -> dict[str, Vectors]:
        """Embed these, and in the same batches whatever else waits by now."""
        with self._books:
            others = [text for text in self._waiting if text not in self._cache and text not in texts]
        batch = texts + others[: max(0, LARGEST_BATCH - len(texts))]
        vectors = np.asarray(self._embedder.embed_documents(batch), dtype=np.float32)
        # copies, because a row of a batch would keep the whole batch in memory
        found = {text: vector.copy() for text, vector in zip(batch, vectors, strict=True)}
        with self._books:
            self._cache.update(found)
            while len(self._cache) > self._capacity:
                self._cache.popitem(last=False)
        return found

    def _queue(self, texts: list[str], change: int) -> None:
        with self._books:
            for text in texts:
                count = self._waiting.get(text, 0) + change
                if count:
                    self._waiting[text] = count
                else:
                    del self._waiting[text]

    def _cached(self, texts: Sequence[str]) -> dict[str, Vectors]:
        with self._books:
            found = {text: self._cache[text] for text in texts if text in self._cache}
            for text in found:
                self._cache.move_to_end(text)
            return found
