"""Hybrid search over one language of a guide: nearest vectors and BM25, fused by score."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from knowledge.lexical import LexicalIndex
from knowledge.models import Chunk, Hit, Item, SearchResults
from knowledge.ports import Vectors, VectorStore
from knowledge.recognise import Recognised
from knowledge.vectors import Partition, embedded_text

# Fused by score and not by rank: measured on four public support sets, see docs/adr/0012-fused-by-score.md.
DENSE_WEIGHT = 0.65
LEXICAL_WEIGHT = 0.35
LEARNT_WEIGHT = 0.75  # of what the phrasings taught against the hybrid score; see docs/adr/0021-recognising-sections.md
FLOOR = 0.2  # below this a chunk shares next to nothing with the question
REJECTED = 32
_NEIGHBOURS = 64
_LEXICAL_CANDIDATES = 64
_LEARNT_CANDIDATES = 16
# A bullet is asked about from this likeness on, where no other of its section comes near: on the tuned part of the
# evaluation those that were asked about had .12 to .62, all others at most .06.
_ITEM = 0.1
_ITEM_ALONE = 2.0


@dataclass(frozen=True, eq=False)
class Shelf:
    """All that answers in one language: chunks in the guide's order, their vectors (None without a model)."""

    language: str
    chunks: tuple[Chunk, ...]
    partition: Partition | None = None

    @cached_property
    def lexical(self) -> LexicalIndex:
        """Return the keyword index over titles, texts and phrasings; made when first asked for."""
        texts = ["\n".join((embedded_text(chunk), *chunk.phrasings)) for chunk in self.chunks]
        return LexicalIndex(texts, self.language)

    @cached_property
    def rows(self) -> tuple[slice, ...]:
        """Return where the vectors of each chunk stand in the partition: its text's, then its phrasings'."""
        keys = self.partition.keys if self.partition else ()
        starts = {(key.language, key.chunk_id): row for row, key in enumerate(keys) if key.kind == "text"}
        places = ((starts[chunk.language, chunk.id], len(chunk.phrasings)) for chunk in self.chunks)
        return tuple(slice(start, start + 1 + phrasings) for start, phrasings in places)

    @cached_property
    def owners(self) -> dict[str, int]:
        """Return the chunk, by its place in `chunks`, that each stored vector speaks for."""
        keys = self.partition.keys if self.partition else ()
        return {str(key): i for i, rows in enumerate(self.rows) for key in keys[rows]}


def search(
    shelf: Shelf,
    query: str,
    k: int,
    vector: Vectors | None,
    store: VectorStore | None,
    learnt: Recognised | None = None,
) -> SearchResults:
    """Return the k best chunks for a question; by keywords only where there is no vector (shape (d,)) or no store.

    `timings` are seconds. A score is .65 x cosine + .35 x lexical, joined with what was learnt from the phrasings
    where there is that; by keywords only it is the lexical score.
    """
    started = time.perf_counter()
    lexical = shelf.lexical.scores(query)
    worded = time.perf_counter()
    best = np.argsort(-lexical, kind="stable")[:_LEXICAL_CANDIDATES]
    named = {int(i): rank for rank, i in enumerate(best, 1) if lexical[i] > 0}
    near: dict[int, int] = {}
    dense: dict[int, float] | None = None
    if vector is not None and store is not None and shelf.partition is not None:
        near = {i: rank for rank, i in enumerate(_neighbours(shelf, vector, store, k), 1)}
        dense = _cosines(shelf, shelf.partition, {*near, *named, *_likely(shelf, learnt)}, vector)
    hits = [
        _hit(shelf.chunks[i], dense.get(i) if dense else None, float(lexical[i]), near.get(i), named.get(i))
        for i in sorted(dense or named)
    ]
    related = {hit.chunk.id for hit in hits if hit.score >= FLOOR}
    hits = [_taught(hit, learnt) for hit in hits] if learnt else hits
    hits.sort(key=lambda hit: (hit.chunk.id not in related, -hit.score))
    taken = min(max(0, k), len(related))
    timings = {"lexical": worded - started, "dense": time.perf_counter() - worded}
    mode = "keyword" if dense is None else "hybrid"
    margin = learnt.margin if learnt else None
    rejected = tuple(hits[taken:][:REJECTED])
    return SearchResults(query, tuple(hits[:taken]), rejected, mode, margin=margin, timings=timings)


def _likely(shelf: Shelf, learnt: Recognised | None) -> set[int]:
    """Return the chunks, by place, that the phrasings speak for most."""
    if learnt is None:
        return set()
    best = set(sorted(learnt.sections, key=learnt.sections.__getitem__, reverse=True)[:_LEARNT_CANDIDATES])
    return {i for i, chunk in enumerate(shelf.chunks) if chunk.id in best}


def _taught(hit: Hit, learnt: Recognised) -> Hit:
    likeness = min(1.0, max(0.0, learnt.sections.get(hit.chunk.id, 0.0)))
    score = LEARNT_WEIGHT * likeness + (1 - LEARNT_WEIGHT) * hit.score
    return replace(hit, score=score, item=_asked_item(hit.chunk, learnt))


def _asked_item(chunk: Chunk, learnt: Recognised) -> Item | None:
    """Return the bullet of a section that the question is about, if it is about one."""
    scored = sorted(((learnt.items.get((chunk.id, item.id), 0.0), -i) for i, item in enumerate(chunk.items)))[::-1]
    best, second = (*scored, (0.0, 0), (0.0, 0))[:2]
    return chunk.items[-best[1]] if best[0] >= max(_ITEM, _ITEM_ALONE * second[0]) else None


def _hit(chunk: Chunk, dense: float | None, lexical: float, near: int | None, named: int | None) -> Hit:
    score = lexical if dense is None else DENSE_WEIGHT * max(0.0, dense) + LEXICAL_WEIGHT * lexical
    return Hit(chunk, min(1.0, score), near, named, dense, lexical)


def _neighbours(shelf: Shelf, vector: Vectors, store: VectorStore, k: int) -> list[int]:
    """Return the chunks of the nearest vectors, best first: more and more of them until they make k chunks."""
    total, wanted = len(shelf.owners), _NEIGHBOURS
    while True:
        found = store.nearest(vector, min(wanted, total), shelf.language)
        chunks = list(dict.fromkeys(shelf.owners[key] for key, _ in found))
        if len(chunks) >= min(k, len(shelf.chunks)) or wanted >= total:
            return chunks
        wanted *= 4


def _cosines(shelf: Shelf, partition: Partition, candidates: set[int], vector: Vectors) -> dict[int, float]:
    """Return the best cosine of each candidate over its vectors: exact, whoever proposed it."""
    return {i: float((partition.vectors[shelf.rows[i]] @ vector).max()) for i in candidates}
