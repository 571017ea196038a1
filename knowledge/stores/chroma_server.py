"""Vectors in a Chroma server that several replicas share; every call has a deadline.

The server has no authentication of its own (1.x): it belongs on a private network.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from knowledge.ports import StoreDamagedError, Vectors
from knowledge.stores.chroma import (
    MADE_AT,
    ChromaStore,
    check_count,
    check_neighbours,
    collection_name,
    fill,
    translated,
)
from knowledge.vectors import Partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chromadb.api.client import Client

QUERY_SECONDS = 2.0
OPEN_SECONDS = 5.0
VECTORS_A_SECOND = 50  # slower than this a server is as good as absent
KEPT = 3  # contents of the guide a server keeps: replicas of two versions may run side by side
_PREFIX = "signpost-"

T = TypeVar("T")


class ChromaServerStore:
    """The collections of one content of the guide on a server, filled where they are missing or incomplete.

    They are named by what they hold, not by a generation: replicas that built the same guide share them, and two
    that fill them at once write the same rows.
    """

    name = "chroma-server"

    def __init__(self, url: str, partitions: Mapping[str, Partition]) -> None:
        client = within(OPEN_SECONDS, lambda: _connect(url))
        size = sum(len(partition.keys) for partition in partitions.values())
        try:
            self._store = within(OPEN_SECONDS + size / VECTORS_A_SECOND, lambda: _publish(client, partitions))
        except StoreDamagedError:
            _release(client)
            raise

    def nearest(self, vector: Vectors, k: int, language: str) -> Sequence[tuple[str, float]]:
        """Return the k best (key, cosine similarity) pairs of one language, best first. Raises StoreDamagedError."""
        return within(QUERY_SECONDS, lambda: self._store.nearest(vector, k, language))

    def close(self) -> None:
        """Release the connections; calling it twice is harmless."""
        self._store.close()


def within(seconds: float, call: Callable[[], T]) -> T:
    """Run a call in a thread and give up on it after so many seconds: the client's own calls wait for ever.

    A daemon thread, because one that hangs must not keep the process from ending. Raises StoreDamagedError.
    """
    results: list[T] = []
    errors: list[StoreDamagedError] = []

    def run() -> None:
        try:
            with translated("The Chroma server cannot be reached."):
                results.append(call())
        except StoreDamagedError as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="chroma-server", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise StoreDamagedError(f"The Chroma server did not answer within {seconds:g} seconds.")
    return results[0]


def _connect(url: str) -> Client:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    client = chromadb.HttpClient(
        host=str(parts.hostname),
        port=int(parts.port or 0),
        ssl=parts.scheme == "https",
        settings=Settings(anonymized_telemetry=False),
    )
    return cast("Client", client)


def _release(client: Client) -> None:
    """Close the client and its connections, which its own `close` leaves open (chromadb 1.5.9)."""
    with contextlib.suppress(StoreDamagedError), translated("The Chroma server cannot be left."):
        client.close()
        inside = cast("Any", client)
        for half in (inside, inside._admin_client):
            half._server._session.close()


def _publish(client: Client, partitions: Mapping[str, Partition]) -> ChromaStore:
    names = {language: _name(partition, language) for language, partition in partitions.items()}
    for language, partition in partitions.items():
        try:
            check_count(client, names[language], partition)
        except StoreDamagedError:
            fill(client, names[language], partition)
            check_count(client, names[language], partition)
    store = ChromaStore(client, names, lambda: _release(client), ChromaServerStore.name)
    for language, partition in partitions.items():
        check_neighbours(store, partition, language)
    _collect(client, set(names.values()))
    return store


def _collect(client: Client, in_use: set[str]) -> None:
    """Remove the collections of old contents; a replica that still uses one goes on with its exact twin."""
    ours = [one for one in client.list_collections() if one.name.startswith(_PREFIX) and one.name not in in_use]
    ours.sort(key=lambda one: float((one.metadata or {}).get(MADE_AT, 0.0)), reverse=True)
    for old in ours[(KEPT - 1) * len(in_use) :]:
        client.delete_collection(old.name)


def _name(partition: Partition, language: str) -> str:
    total = hashlib.sha256(partition.vectors.tobytes())
    total.update("\n".join(map(str, partition.keys)).encode())
    return collection_name(_PREFIX + total.hexdigest()[:24], language)
