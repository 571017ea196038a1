"""Vectors in Chroma's own files: written once by the builder, then only opened as a private copy.

Chroma never embeds here: left to itself it downloads a model on the first text.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from knowledge.ports import StoreDamagedError, Vectors
from knowledge.vectors import Partition

if TYPE_CHECKING:
    from chromadb.api.client import Client

BATCH = 500
PROBES = 16
TOLERANCE = 1e-3
MADE_AT = "made_at"  # of a collection, in seconds since 1970
# More neighbours than usual: a guide's texts repeat each other, and among near duplicates a graph with Chroma's 16 lost
# every third vector, with 64 none (70 texts; on the shipped guide all settings find the same).
SPACE: Any = {"hnsw": {"space": "cosine", "max_neighbors": 64, "ef_construction": 400, "ef_search": 200}}


class RefusingEmbeddings:
    """Stands where LangChain wants an embedding function, and never is one."""

    def embed_documents(self, texts: list[str]) -> NoReturn:
        """Refuse."""
        raise StoreDamagedError("The vector store was asked to embed a text; it only ever gets vectors.")

    def embed_query(self, text: str) -> NoReturn:
        """Refuse."""
        self.embed_documents([text])


class ChromaStore:
    """Searches one collection a language; `release` is called once, by the first `close`."""

    def __init__(
        self, client: Client, collections: Mapping[str, str], release: Callable[[], None], name: str = "chroma"
    ) -> None:
        self.name = name
        self._release: Callable[[], None] | None = release
        with translated("Chroma cannot open its collections."):
            self._collections = {language: _collection(client, one) for language, one in collections.items()}

    def nearest(self, vector: Vectors, k: int, language: str) -> Sequence[tuple[str, float]]:
        """Return the k best (key, cosine similarity) pairs of one language, best first. Raises StoreDamagedError."""
        if self._release is None:
            raise StoreDamagedError("Chroma is closed.")
        if language not in self._collections or k < 1:
            return []
        with translated("Chroma failed on a search."):
            collection = self._collections[language]
            found = collection.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=k)
            return [(document.id, 1.0 - distance) for document, distance in found]

    def close(self) -> None:
        """Release the client; calling it twice is harmless."""
        release, self._release = self._release, None
        if release:
            release()


def write_chroma(folder: Path, partitions: Mapping[str, Partition], between: Callable[[], None]) -> None:
    """Fill a new Chroma folder and close it; `between` is called after each batch. Raises StoreDamagedError."""
    client = _open(folder)
    try:
        for language, partition in partitions.items():
            fill(client, collection_name("guide", language), partition, between)
    finally:
        _close(client)


def open_chroma(folder: Path, partitions: Mapping[str, Partition], release: Callable[[], None]) -> ChromaStore:
    """Open a private copy of a Chroma folder and compare it with the vectors; `release` is called when it is closed.

    Raises StoreDamagedError; then it is closed already, but not released.
    """
    client = _open(folder)
    names = {language: collection_name("guide", language) for language in partitions}

    def close() -> None:
        _close(client)
        release()

    try:
        store = ChromaStore(client, names, close)
        for language, partition in partitions.items():
            check_count(client, names[language], partition)
            check_neighbours(store, partition, language)
    except StoreDamagedError:
        _close(client)
        raise
    return store


def fill(client: Client, name: str, partition: Partition, between: Callable[[], None] = lambda: None) -> None:
    """Write the vectors of one language into a collection. Raises StoreDamagedError."""
    with translated("Chroma cannot store the vectors."):
        collection = client.get_or_create_collection(
            name, configuration=SPACE, metadata={MADE_AT: time.time()}, embedding_function=None
        )
        for start in range(0, len(partition.keys), BATCH):
            part = slice(start, start + BATCH)
            collection.upsert(
                ids=[str(key) for key in partition.keys[part]],
                embeddings=partition.vectors[part],
                documents=list(partition.texts[part]),
            )
            between()


def check_count(client: Client, name: str, partition: Partition) -> None:
    """Raise StoreDamagedError unless a collection holds as many vectors as it should."""
    with translated("Chroma cannot count its vectors."):
        count = client.get_collection(name, embedding_function=None).count()
    if count != len(partition.keys):
        raise StoreDamagedError(f"Chroma holds {count} vectors where {len(partition.keys)} were stored.")


def check_neighbours(store: ChromaStore, partition: Partition, language: str) -> None:
    """Raise StoreDamagedError unless vectors from all over a language find company, and nearly all find themselves.

    A missing segment makes Chroma return fewer hits and no error. One or two may miss themselves: the graph is
    approximate.
    """
    wanted = min(PROBES, len(partition.keys))
    rows = range(0, len(partition.keys), max(1, len(partition.keys) // PROBES))
    found = [store.nearest(partition.vectors[row], wanted, language) for row in rows]
    missed = sum(not hits or hits[0][1] < 1 - TOLERANCE for hits in found)
    if any(len(hits) != wanted for hits in found) or missed > len(rows) // 4:
        raise StoreDamagedError("Chroma does not find vectors that were stored.")


def collection_name(prefix: str, language: str) -> str:
    """Name the collection of a language in the letters Chroma allows."""
    plain = re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", language)
    return f"{prefix}-{language if plain else 'x' + language.encode().hex()}"


@contextlib.contextmanager
def translated(sentence: str) -> Iterator[None]:
    """Turn whatever Chroma raises into StoreDamagedError; a panic of its Rust half is no Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, StoreDamagedError):
        raise
    except BaseException as error:
        raise StoreDamagedError(sentence) from error


def _open(folder: Path) -> Client:
    with translated("Chroma cannot open its files."):
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        return cast("Client", client)


def _close(client: Client) -> None:
    with contextlib.suppress(StoreDamagedError), translated("Chroma cannot close its files."):
        client.close()


def _collection(client: Client, name: str) -> Any:
    from langchain_chroma import Chroma

    return Chroma(
        client=client,
        collection_name=name,
        embedding_function=RefusingEmbeddings(),
        collection_configuration=SPACE,
    )
