"""Embedding a guide: only what no stored generation of the same model has embedded before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from infra.crash import crash
from knowledge.generations import GenerationDamagedError, complete, read_guide, read_manifest, read_vectors
from knowledge.models import Guide
from knowledge.ports import Embedder, Vectors
from knowledge.vectors import text_digest, texts_of

BATCH = 32

Progress = Callable[[str, int, int], None]  # stage, done, total
Known = dict[str, Vectors]  # vectors of one model by the digest of their text


def embed_guide(guide: Guide, embedder: Embedder | None, known: Known, progress: Progress) -> tuple[Vectors, int]:
    """Return one row for each of `texts_of(guide)`, and how many texts were new; no row without an embedder."""
    if embedder is None:
        return np.empty((0, 0), dtype=np.float32), 0
    texts = texts_of(guide)
    wanted = {text_digest(text): text for text in texts}
    # Texts of one length together: a batch costs as much as if all of it were as long as its longest.
    new = sorted((digest for digest in wanted if digest not in known), key=lambda digest: len(wanted[digest]))
    for start in range(0, len(new), BATCH):
        part = new[start : start + BATCH]
        made = embedder.embed_documents([wanted[digest] for digest in part])
        known.update(zip(part, np.asarray(made, dtype=np.float32), strict=True))
        progress("embed", start + len(part), len(new))
        crash("index.embedding")
    rows = [known[text_digest(text)] for text in texts]
    return np.stack(rows) if rows else np.empty((0, embedder.dimensions), dtype=np.float32), len(new)


def stored_vectors(root: Path, fingerprint: str) -> Known:
    """Return the vectors of all whole generations of this model: unchanged texts are never embedded again."""
    known: Known = {}
    for folder in reversed(complete(root)):
        try:
            manifest = read_manifest(folder)
            if manifest.fingerprint != fingerprint:
                continue
            guide = read_guide(folder, manifest)
            digests = map(text_digest, texts_of(guide))
            known.update(zip(digests, read_vectors(folder, manifest), strict=True))
        except (GenerationDamagedError, ValueError):
            continue
    return known
