"""The embedder that needs no model: hashed words and letter triples. It ships, for tests and as a last resort."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

DIMENSIONS = 384
_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Maps texts that share words or parts of words to near vectors; the same on every machine, always."""

    fingerprint = f"hashing-1:{DIMENSIONS}"
    dimensions = DIMENSIONS

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts of the guide; one unit vector each."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; a unit vector, the first axis where the text holds no word."""
        vector = np.zeros(DIMENSIONS)
        for feature, count in Counter(_features(text)).items():
            drawn = int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest())
            vector[drawn % DIMENSIONS] += math.sqrt(count) * (1 if drawn >> 63 else -1)
        length = float(np.linalg.norm(vector))
        if not length:
            vector[0] = length = 1.0
        return list(map(float, vector / length))


def _features(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        yield word
        yield from (f"#{word[i : i + 3]}" for i in range(len(word) - 2))
