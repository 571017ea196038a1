"""Recognising which section a question means, learnt from the guide's own phrasings.

Kernel ridge regression on labels (a section each, a bullet each, and one for what is not covered) over a Gaussian
kernel of two similarities: the cosine of the embeddings and that of character n-grams (TF-IDF). It is solved in closed
form, so the same guide always gives the same recogniser; 1,500 phrasings take about a third of a second, a question a
millisecond. See docs/adr/0021-recognising-sections.md.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.models import UNDETERMINED, Decline, Guide
from knowledge.ports import Vectors
from knowledge.vectors import VectorKey

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MEANING = 0.7  # the weight of embeddings against n-grams; together 1
RIDGE = 0.3
FEWEST = 8  # phrasings a section, on average; below that there is nothing to learn from
MOST = 6000  # examples; the solution takes their number cubed
KEPT = 4  # recognisers of this process that are kept, the oldest given up first; the largest takes 30 MB
_NOT_COVERED = ("", "")

# The ids of a chunk and of one of its items; "" for the chunk as a whole.
Label = tuple[str, str]
Floats = NDArray[np.float64]


_LEARNT: dict[bytes, Recogniser] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Recognised:
    """How much a question is like the phrasings of each section (about 0 to 1), and like what is not covered.

    `items` says the same of bullets, by the ids of chunk and item. `margin` is the best section's likeness less that
    of what is not covered: below 0 it is rather not covered.
    """

    sections: dict[str, float]
    margin: float
    items: dict[tuple[str, str], float] = field(default_factory=dict)


class Recogniser:
    """Trained on one generation; safe to share between threads."""

    def __init__(
        self, labels: list[Label], grams: Any, texts: csr_matrix, vectors: Vectors, weights: Floats, base: Floats
    ) -> None:
        # Transposed once: a question has few n-grams, and each is then one row.
        self._labels, self._grams, self._by_gram = labels, grams, texts.T.tocsr()
        self._vectors, self._weights, self._base = vectors, weights, base

    def recognise(self, query: str, vector: Vectors) -> Recognised:
        """Return the likeness of a question to every section; `vector` is its embedding, shape (d,)."""
        worded = (self._grams.transform([query]) @ self._by_gram).toarray()[0]
        likeness = _gauss(MEANING * (self._vectors @ vector) + (1 - MEANING) * worded) @ self._weights + self._base
        scores = dict(zip(self._labels, likeness.tolist(), strict=True))
        outside = scores.pop(_NOT_COVERED, 0.0)
        sections = {chunk: score for (chunk, item), score in scores.items() if not item}
        items = {label: score for label, score in scores.items() if label[1]}
        return Recognised(sections, max(sections.values(), default=0.0) - outside, items)


def train(guide: Guide, language: str, keys: list[VectorKey], vectors: Vectors, declines: Vectors) -> Recogniser | None:
    """Return a recogniser for one language of the guide, or nothing where it has too few phrasings to learn from.

    What was learnt last is kept: opening the same texts and vectors again, as after a restart of the library, is free.
    """
    mine = [row for row, key in enumerate(keys) if key.language == language]
    keys, vectors = [keys[row] for row in mine], vectors[mine]
    texts, labels = _examples(guide, keys)
    kept = _fitting(guide.declines[: len(declines)], language, texts)
    declines = declines[kept]
    texts, labels = texts + [guide.declines[row].text for row in kept], labels + [(_NOT_COVERED,)] * len(kept)
    sections = {label for label, *_ in labels if label != _NOT_COVERED}
    learnt = sum(key.kind == "phrasing" for key in keys)
    if not sections or learnt < FEWEST * len(sections) or len(texts) > MOST:
        return None
    points = np.concatenate([vectors, declines]) if len(declines) else vectors
    digest = _digest(texts, labels, points)
    with _LOCK:
        known = _LEARNT.get(digest)
    if known is not None:
        return known
    learnt_now = _learn(texts, labels, points)
    with _LOCK:
        _LEARNT[digest] = learnt_now
        while len(_LEARNT) > KEPT:
            _LEARNT.pop(next(iter(_LEARNT)))
    return learnt_now


def _digest(texts: list[str], labels: list[tuple[Label, ...]], points: Vectors) -> bytes:
    """Return what tells one set of examples from another."""
    told = hashlib.sha256(repr((texts, labels)).encode("utf-8", "surrogatepass"))
    told.update(np.ascontiguousarray(points).tobytes())
    return told.digest()


def _learn(texts: list[str], labels: list[tuple[Label, ...]], points: Vectors) -> Recogniser:
    """Solve for the weights: kernel ridge regression over embeddings and n-grams together."""
    from scipy.linalg import solve
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
    worded = grams.fit_transform(texts)
    names = sorted({one for several in labels for one in several})
    targets = np.array([[float(name in several) for name in names] for several in labels])
    base = targets.mean(axis=0)
    kernel = _gauss(MEANING * (points @ points.T) + (1 - MEANING) * (worded @ worded.T).toarray())
    kernel[np.diag_indices_from(kernel)] += RIDGE
    weights = solve(kernel, targets - base, assume_a="pos", overwrite_a=True, check_finite=False)
    return Recogniser(names, grams, worded, points, weights, base)


def _fitting(declines: Sequence[Decline], language: str, texts: Sequence[str]) -> list[int]:
    """Return which messages to decline are in a language, else all in its script: the rest only costs time."""
    own = [row for row, decline in enumerate(declines) if decline.language == language]
    if own and language != UNDETERMINED:
        return own
    latin = sum(map(_is_latin, texts)) * 2 > len(texts)
    return [row for row, decline in enumerate(declines) if _is_latin(decline.text) == latin]


def _is_latin(text: str) -> bool:
    """Tell whether most letters of a text are Latin ones, with or without marks."""
    letters = [character for character in text if character.isalpha()]
    return sum(character < "\u0250" for character in letters) * 2 >= len(letters)


def _examples(guide: Guide, keys: list[VectorKey]) -> tuple[list[str], list[tuple[Label, ...]]]:
    """Return each text with what it asks about: its section, and the bullet where it is a bullet's phrasing."""
    chunks = {(chunk.language, chunk.id): chunk for chunk in guide.chunks}
    texts: list[str] = []
    labels: list[tuple[Label, ...]] = []
    for key in keys:
        chunk = chunks[key.language, key.chunk_id]
        said = chunk.phrasings[key.index] if key.kind == "phrasing" else ""
        texts.append(said or f"{chunk.title}. {chunk.text}")
        asked = [(chunk.id, item.id) for item in chunk.items if said in item.phrasings]
        labels.append(((chunk.id, ""), *asked))
    return texts, labels


def _gauss(similarity: Any) -> Floats:
    """Turn a cosine into the Gaussian kernel of the distance between unit vectors."""
    return np.exp(2.0 * (np.asarray(similarity, dtype=np.float64) - 1.0))
