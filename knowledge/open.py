"""Opening a generation: verify it, search a private copy of its Chroma files, and fall back where there is doubt."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from infra.files import discard_folder, private_folder
from knowledge.generations import GenerationDamagedError, Manifest, copy_chroma, read_vectors
from knowledge.models import UNDETERMINED, Guide, Hit, SearchResults
from knowledge.ports import StoreDamagedError, Vectors, VectorStore
from knowledge.recognise import Recogniser, train
from knowledge.search import Shelf, search
from knowledge.settings import EMBEDDED_STORE
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import Partition, VectorKey, keys_of, nearest_language, partition, texts_of, view

COPY_PREFIX = "signpost-index-"

Embed = Callable[[Sequence[str]], Vectors | None]


class OpenGeneration:
    """A guide and all that searches it. It stays whole as long as somebody holds it, whatever becomes current.

    Its store is closed when the last holder lets go, or when the process ends.
    """

    def __init__(
        self, name: str, guide: Guide, embed: Embed, vectors: Vectors | None = None, store: FallbackStore | None = None
    ) -> None:
        self.id = name
        self.guide = guide
        self._embed = embed
        self._vectors = vectors
        self._store = store
        self._shelves: dict[str, Shelf] = {}
        self._recognisers: dict[str, Recogniser | None] = {}
        self._lock = threading.Lock()
        self._learning = threading.Lock()
        if store is not None:
            weakref.finalize(self, store.close)

    @property
    def mode(self) -> str:
        """Tell how questions are searched: hybrid, or keyword where there is no model or no vector."""
        return "keyword" if self._store is None else "hybrid"

    @property
    def store(self) -> str:
        """Name the vector store that answers now; none in keyword mode."""
        return self._store.name if self._store else "none"

    @property
    def store_problem(self) -> str:
        """Say in one sentence why the configured vector store does not answer; empty when it does."""
        return self._store.problem if self._store else ""

    def search(self, query: str, *, k: int = 8, language: str = "en", vector: Vectors | None = None) -> SearchResults:
        """Return the k best chunks in a language, else in the default one, the rejected ones with them.

        `vector` is the question's if the caller has it, shape (d,) or (1, d); else the question is embedded once.
        """
        started = time.perf_counter()
        if vector is None and self._store is not None:
            vector = self._embed([query])
        embedded = time.perf_counter()
        fitting = self._fitting(vector)
        recogniser = self._recogniser(language) if fitting is not None else None
        learnt = recogniser.recognise(query, fitting) if recogniser and fitting is not None else None
        results = search(self._shelf(language), query, k, fitting, self._store, learnt)
        results = self._answering(results)
        timings = {"embed": embedded - started, **results.timings, "search": time.perf_counter() - embedded}
        return replace(results, generation=self.id, timings=timings)

    def _answering(self, results: SearchResults) -> SearchResults:
        """Return the chunks that answer for those that are only understood: the default language's."""
        if not any(hit.chunk.language == UNDETERMINED for hit in (*results.hits, *results.rejected)):
            return results
        chunks = {chunk.id: chunk for chunk in self.guide.in_language("")}

        def answering(hit: Hit) -> Hit:
            chunk = chunks.get(hit.chunk.id, hit.chunk)
            item = next((one for one in chunk.items if hit.item and one.id == hit.item.id), None)
            return replace(hit, chunk=chunk, item=item)

        return replace(
            results, hits=tuple(map(answering, results.hits)), rejected=tuple(map(answering, results.rejected))
        )

    def vectors(self) -> tuple[list[VectorKey], Vectors]:
        """Return what each stored vector was made from, and the vectors, shape (n, d); no row without a model."""
        keys = [key for key, _ in keys_of(self.guide)] if self._vectors is not None else []
        return keys, self._rows()[: len(keys)]

    def decline_vectors(self) -> Vectors:
        """Return the vectors of `guide.declines`, in that order, shape (n, d); no row without a model."""
        return self._rows()[len(self.vectors()[0]) :]

    def warm(self) -> None:
        """Make what the first question in the default language needs; embeds nothing."""
        self.search("", k=1, language="", vector=self._rows()[:1])

    def close(self) -> None:
        """Release the store now; questions still running are answered by the exact twin."""
        if self._store is not None:
            self._store.close()

    def _rows(self) -> Vectors:
        return np.empty((0, 0), dtype=np.float32) if self._vectors is None else self._vectors

    def _fitting(self, vector: Vectors | None) -> Vectors | None:
        """Return the question's vector as shape (d,), None where it cannot be compared with the stored ones."""
        if vector is None or vector.size != self._rows().shape[1]:
            return None
        return vector.reshape(-1)

    def _recogniser(self, language: str) -> Recogniser | None:
        """Return what was learnt from one language's phrasings; half a second when it is first asked for."""
        chosen = nearest_language(self.guide, language)
        with self._learning:
            if chosen not in self._recognisers:
                self._recognisers[chosen] = train(self.guide, chosen, *self.vectors(), self.decline_vectors())
            return self._recognisers[chosen]

    def _shelf(self, language: str) -> Shelf:
        chosen = nearest_language(self.guide, language)
        with self._lock:
            if chosen not in self._shelves:
                part = self._store.partitions.get(chosen) if self._store else None
                self._shelves[chosen] = Shelf(chosen, view(self.guide, chosen), part)
            return self._shelves[chosen]


def open_generation(
    folder: Path, manifest: Manifest, guide: Guide, embed: Embed, store_url: str
) -> tuple[OpenGeneration, bool]:
    """Open a generation for hybrid search, and tell whether it is whole: one with damaged Chroma files is not.

    Raises GenerationDamagedError where its vectors cannot be trusted.
    """
    vectors = read_vectors(folder, manifest)
    if len(vectors) != len(texts_of(guide)):
        raise GenerationDamagedError(f"the vectors of {folder.name} do not fit its chunks")
    partitions = _partitions(guide, vectors)
    whole = True
    try:
        store = FallbackStore(_open_store(folder, manifest, partitions, store_url), partitions)
    except (GenerationDamagedError, StoreDamagedError) as error:
        store = FallbackStore(None, partitions, f"Exact search answers, because {error}".rstrip(".") + ".")
        whole = store_url != EMBEDDED_STORE
    except OSError:
        store = FallbackStore(None, partitions, "Exact search answers, because there is no room for a private copy.")
    return OpenGeneration(manifest.id, guide, embed, vectors, store), whole


def open_in_memory(name: str, guide: Guide, embed: Embed, vectors: Vectors, problem: str) -> OpenGeneration:
    """Serve a guide whose generation could be written nowhere; `problem` says so."""
    return OpenGeneration(name, guide, embed, vectors, FallbackStore(None, _partitions(guide, vectors), problem))


def _partitions(guide: Guide, vectors: Vectors) -> dict[str, Partition]:
    return {language: partition(guide, vectors, language) for language in guide.languages()}


def _open_store(folder: Path, manifest: Manifest, partitions: Mapping[str, Partition], store_url: str) -> VectorStore:
    """Open the configured store: a server's collections, or a verified private copy of the Chroma files.

    A copy, because opening rewrites them and two readers of one folder disturb each other.
    """
    if store_url != EMBEDDED_STORE:
        from knowledge.stores.chroma_server import ChromaServerStore

        return ChromaServerStore(store_url, partitions)
    from knowledge.stores.chroma import open_chroma

    private = private_folder(COPY_PREFIX)
    try:
        copy_chroma(folder, manifest, private / "chroma")
        return open_chroma(private / "chroma", partitions, lambda: discard_folder(private))
    except (GenerationDamagedError, StoreDamagedError, OSError):
        discard_folder(private)
        raise
