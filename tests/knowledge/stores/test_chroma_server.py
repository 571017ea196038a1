"""A Chroma server is shared, filled where it lacks something, and never waited for."""

import threading

import chromadb
import numpy as np
import pytest

from knowledge.ports import StoreDamagedError
from knowledge.stores.chroma_server import KEPT, ChromaServerStore, within
from knowledge.stores.exact import ExactStore
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import Partition, VectorKey
from tests.chroma_server import BINARY, a_server

pytestmark = pytest.mark.skipif(BINARY is None, reason="the Chroma server program is not installed beside Python")


def a_guide(seed, count=20):
    drawn = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    keys = tuple(VectorKey("en", "a#b", "phrasing", i) for i in range(count))
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return {"en": Partition(keys, ("text",) * count, vectors)}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with a_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture
def collections(url):
    """Return how to name the collections on the server and drop one."""
    with chromadb.HttpClient(port=int(url.rsplit(":", 1)[1])) as client:
        yield client
        for half in (client, client._admin_client):
            half._server._session.close()


def names(client):
    return {one.name for one in client.list_collections()}


def test_replicas_with_one_guide_share_its_collections(url, collections):
    stores = [ChromaServerStore(url, a_guide(1)) for _ in range(2)]
    question = a_guide(1)["en"].vectors[3]
    expected = [key for key, _ in ExactStore(a_guide(1)).nearest(question, 5, "en")]
    assert [[key for key, _ in store.nearest(question, 5, "en")] for store in stores] == [expected] * 2
    before = names(collections)
    ChromaServerStore(url, a_guide(1)).close()
    assert names(collections) == before
    for store in stores:
        store.close()


def test_what_a_server_lost_is_written_again(url, collections):
    ChromaServerStore(url, a_guide(2)).close()
    name = max(collections.list_collections(), key=lambda one: one.metadata["made_at"]).name
    collections.get_collection(name, embedding_function=None).delete(ids=[str(a_guide(2)["en"].keys[0])])
    store = ChromaServerStore(url, a_guide(2))
    assert len(store.nearest(a_guide(2)["en"].vectors[0], 50, "en")) == 20
    store.close()


def test_old_guides_are_removed_and_what_is_not_ours_stays(url, collections):
    collections.get_or_create_collection("somebody-elses", embedding_function=None)
    for seed in range(10, 10 + KEPT + 3):
        ChromaServerStore(url, a_guide(seed)).close()
    ours = {name for name in names(collections) if name.startswith("signpost-")}
    assert (len(ours), "somebody-elses" in names(collections)) == (KEPT, True)
    last = ChromaServerStore(url, a_guide(10 + KEPT + 2))
    assert {name for name in names(collections) if name.startswith("signpost-")} == ours
    last.close()


def test_a_server_that_dies_leaves_the_twin_to_answer(tmp_path):
    with a_server(tmp_path) as url:
        store = FallbackStore(ChromaServerStore(url, a_guide(1)), a_guide(1))
        question = a_guide(1)["en"].vectors[0]
        alive = store.nearest(question, 3, "en")
        assert store.name == "chroma-server"
    dead = store.nearest(question, 3, "en")
    assert [key for key, _ in dead] == [key for key, _ in alive]
    assert (store.name, "Chroma" in store.problem) == ("exact", True)
    store.close()


def test_no_server_is_an_ending_and_not_a_wait():
    with pytest.raises(StoreDamagedError, match="cannot be reached"):
        ChromaServerStore("http://127.0.0.1:9", a_guide(1))


def test_a_call_that_hangs_is_given_up():
    release = threading.Event()
    with pytest.raises(StoreDamagedError, match=r"did not answer within 0\.05 seconds"):
        within(0.05, release.wait)
    release.set()


def test_a_call_that_returns_or_fails_in_time_is_heard():
    def fail():
        raise RuntimeError("a secret inside")

    assert within(5, lambda: 7) == 7
    with pytest.raises(StoreDamagedError) as caught:
        within(5, fail)
    assert "secret" not in str(caught.value)
