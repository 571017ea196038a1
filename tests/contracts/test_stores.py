"""Whatever searches vectors keeps these promises."""

import contextlib

import numpy as np
import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.ports import StoreDamagedError
from knowledge.stores.chroma import open_chroma, write_chroma
from knowledge.stores.chroma_server import ChromaServerStore
from knowledge.stores.exact import ExactStore
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import Partition, VectorKey
from tests.chroma_server import BINARY, a_server

WORDS = ("clear", "cache", "cookies", "browser", "router", "vpn", "proxy", "page", "gateway")


def a_partition(language, count):
    """Texts of two words each, so that near and far vectors exist."""
    texts = [f"{WORDS[i % len(WORDS)]} {WORDS[(i * 7 + 3) % len(WORDS)]} {i}" for i in range(count)]
    keys = tuple(VectorKey(language, f"guide#{i // 3}", "phrasing", i) for i in range(count))
    return Partition(keys, tuple(texts), np.array(HashingEmbedder().embed_documents(texts), dtype=np.float32))


PARTITIONS = {"en": a_partition("en", 700), "zh-Hant": a_partition("zh-Hant", 5), "глаг": a_partition("глаг", 4)}


@pytest.fixture(scope="module")
def chroma(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chroma")
    write_chroma(folder, PARTITIONS, lambda: None)
    store = open_chroma(folder, PARTITIONS, lambda: None)
    yield store
    store.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if BINARY is None:
        pytest.skip("the Chroma server program is not installed beside Python")
    with a_server(tmp_path_factory.mktemp("server")) as url:
        store = ChromaServerStore(url, PARTITIONS)
        yield store
        store.close()


@pytest.fixture(params=["exact", "chroma", "chroma-server", "fallback"])
def store(request):
    if request.param == "exact":
        return ExactStore(PARTITIONS)
    if request.param == "fallback":
        return FallbackStore(request.getfixturevalue("chroma"), PARTITIONS)
    return request.getfixturevalue({"chroma": "chroma", "chroma-server": "server"}[request.param])


def question(text="clear the browser cache"):
    return np.array(HashingEmbedder().embed_query(text), dtype=np.float32)


def test_the_best_come_first_with_their_true_cosine(store):
    found = store.nearest(question(), 10, "en")
    part = PARTITIONS["en"]
    cosines = part.vectors @ question()
    assert [similar for _, similar in found] == pytest.approx(sorted(cosines, reverse=True)[:10], abs=1e-3)
    for key, similar in found:
        assert cosines[part.rows[key]] == pytest.approx(similar, abs=1e-3)


def test_a_stored_vector_finds_itself(store):
    part = PARTITIONS["en"]
    assert store.nearest(part.vectors[123], 1, "en")[0][0] == str(part.keys[123])


def test_languages_do_not_mix(store):
    assert {key.split("/")[0] for key, _ in store.nearest(question(), 50, "zh-Hant")} == {"zh-Hant"}


def test_there_are_never_more_hits_than_vectors_or_asked_for(store):
    asked = [len(store.nearest(question(), k, "глаг")) for k in (0, 1, 4, 100)]
    assert asked == [0, 1, 4, 4]


def test_a_language_without_vectors_has_no_hits(store):
    assert list(store.nearest(question(), 5, "fr")) == []


def test_a_store_names_its_technology(store):
    assert store.name in ("exact", "chroma", "chroma-server")


@pytest.mark.parametrize("kind", ["exact", "chroma"])
def test_closing_twice_is_harmless_and_a_closed_store_answers_or_says_it_cannot(kind, tmp_path):
    released = []
    small = {"глаг": PARTITIONS["глаг"]}
    if kind == "exact":
        store = ExactStore(small)
    else:
        write_chroma(tmp_path / "chroma", small, lambda: None)
        store = open_chroma(tmp_path / "chroma", small, lambda: released.append(1))
    store.close()
    store.close()
    assert released == ([1] if kind == "chroma" else [])
    with contextlib.suppress(StoreDamagedError):
        assert len(store.nearest(question(), 2, "глаг")) == 2
