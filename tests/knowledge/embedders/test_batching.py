"""Many threads share one model: no text is embedded twice, and what waits together is embedded together."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.embedders.batching import LARGEST_BATCH, BatchingEmbedder
from knowledge.embedders.hashing import HashingEmbedder
from knowledge.ports import ModelUnavailableError


class Watched(HashingEmbedder):
    """The hashing embedder with a door: it notes each batch, and waits while the door is shut."""

    def __init__(self):
        self.batches = []
        self.door = threading.Event()
        self.door.set()
        self.entered = threading.Event()

    def embed_documents(self, texts):
        self.batches.append(list(texts))
        self.entered.set()
        assert self.door.wait(10)
        return super().embed_documents(texts)


def test_vectors_come_in_the_order_of_the_texts_and_repeats_are_embedded_once():
    watched = Watched()
    vectors = BatchingEmbedder(watched).embed(["one", "two", " one  "])
    assert watched.batches == [["one", "two"]]
    assert np.array_equal(vectors[0], vectors[2])
    assert vectors[1] == pytest.approx(np.array(watched.embed_query("two")), abs=1e-6)
    assert vectors.dtype == np.float32


def test_a_text_asked_again_is_not_embedded_again():
    watched = Watched()
    embedder = BatchingEmbedder(watched)
    embedder.embed(["one"])
    embedder.embed(["two", "one"])
    assert watched.batches == [["one"], ["two"]]


def test_the_least_recently_used_vector_is_forgotten_first():
    watched = Watched()
    embedder = BatchingEmbedder(watched, capacity=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        embedder.embed([text])
    assert watched.batches == [["one"], ["two"], ["three"], ["two"]]


def waiting(embedder, watched, questions):
    """Ask while the model is busy, and open the door when all of them wait."""
    watched.door.clear()
    with ThreadPoolExecutor(len(questions) + 1) as pool:
        busy = pool.submit(embedder.embed, ["busy"])
        assert watched.entered.wait(10)
        asked = [pool.submit(embedder.embed, [question]) for question in questions]
        while sum(embedder._waiting.values()) < len(questions) + 1:
            threading.Event().wait(0.001)
        watched.door.set()
        busy.result(10)
        return [one.result(10) for one in asked]


def test_questions_that_wait_together_are_embedded_in_one_batch():
    watched = Watched()
    questions = [f"question {i}" for i in range(8)]
    vectors = waiting(BatchingEmbedder(watched), watched, questions)
    assert [sorted(batch) for batch in watched.batches] == [["busy"], questions]
    for question, vector in zip(questions, vectors, strict=True):
        assert vector[0] == pytest.approx(np.array(watched.embed_query(question)), abs=1e-6)


def test_a_burst_of_one_question_costs_one_vector():
    watched = Watched()
    waiting(BatchingEmbedder(watched), watched, ["same"] * 12)
    assert watched.batches == [["busy"], ["same"]]


def test_no_batch_grows_without_bound():
    watched = Watched()
    waiting(BatchingEmbedder(watched), watched, [f"question {i}" for i in range(LARGEST_BATCH + 8)])
    assert max(map(len, watched.batches)) == LARGEST_BATCH


def test_texts_of_the_guide_pass_the_cache_by():
    watched = Watched()
    embedder = BatchingEmbedder(watched)
    embedder.embed_documents(["guide text"])
    embedder.embed(["guide text"])
    assert watched.batches == [["guide text"]] * 2


def test_a_failed_text_fails_its_askers_and_nobody_later():
    class Failing(HashingEmbedder):
        broken = True

        def embed_documents(self, texts):
            if self.broken:
                raise ModelUnavailableError("no")
            return super().embed_documents(texts)

    failing = Failing()
    embedder = BatchingEmbedder(failing)
    with pytest.raises(ModelUnavailableError):
        embedder.embed(["x"])
    failing.broken = False
    assert embedder.embed(["x"]).shape == (1, failing.dimensions)


def test_no_text_needs_no_model():
    watched = Watched()
    assert BatchingEmbedder(watched).embed([]).shape == (0, watched.dimensions)
    assert watched.batches == []
