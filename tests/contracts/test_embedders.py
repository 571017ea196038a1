"""Whatever turns texts into vectors keeps these promises."""

import numpy as np
import pytest

from knowledge.embedders.batching import BatchingEmbedder
from knowledge.embedders.hashing import HashingEmbedder
from tests.real_model import the_model

TEXTS = ["How do I clear the cache?", "", "502", "网关错误", "\x00 \ud800", "word " * 2000]


@pytest.fixture(params=["hashing", "batching", "sentence-transformers"])
def embedder(request):
    if request.param == "hashing":
        return HashingEmbedder()
    return BatchingEmbedder(HashingEmbedder()) if request.param == "batching" else the_model()


def test_every_text_gives_a_unit_vector_of_the_promised_length(embedder):
    vectors = np.array(embedder.embed_documents(TEXTS))
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_a_question_gets_the_vector_it_would_get_among_others(embedder):
    alone = np.array(embedder.embed_query(TEXTS[0]))
    assert alone == pytest.approx(np.array(embedder.embed_documents(TEXTS))[0], abs=1e-4)


def test_no_text_gives_no_vector(embedder):
    assert list(embedder.embed_documents([])) == []


def test_texts_that_share_words_are_nearer_than_texts_that_share_none(embedder):
    first, near, far = np.array(embedder.embed_documents(["clear the cache", "clear your cache", "a red bicycle"]))
    assert first @ near > first @ far


def test_the_fingerprint_names_the_vector_space(embedder):
    assert str(embedder.dimensions) in embedder.fingerprint
    assert embedder.fingerprint == embedder.fingerprint.strip() != ""
