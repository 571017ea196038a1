"""No text of the guide is embedded twice by one model, and no vector of another model is ever used."""

import numpy as np

from knowledge.embed import BATCH, embed_guide, stored_vectors
from knowledge.vectors import text_digest, texts_of
from tests.knowledge.guides import a_chunk, a_guide
from tests.knowledge.test_index import Counting, make, quiet


def test_a_text_that_stands_twice_is_embedded_once():
    embedder = Counting()
    guide = a_guide(a_chunk("a", phrasings=("same",)), a_chunk("b", phrasings=("same",)), declines=("same",))
    vectors, new = embed_guide(guide, embedder, {}, quiet)
    assert (embedder.texts.count("same"), new, vectors.shape) == (1, 3, (5, embedder.dimensions))


def test_rows_stand_in_the_order_of_the_texts_whatever_was_known():
    guide, known = a_guide(), {}
    embed_guide(a_guide(a_chunk("vpn")), Counting(), known, quiet)
    vectors, _ = embed_guide(guide, Counting(), known, quiet)
    assert np.allclose(vectors, Counting().embed_documents(texts_of(guide)), atol=1e-6)


def test_texts_are_given_to_the_model_in_batches():
    sizes = []

    class Sized(Counting):
        def embed_documents(self, texts):
            sizes.append(len(texts))
            return super().embed_documents(texts)

    embed_guide(a_guide(*(a_chunk(f"part-{i}") for i in range(2 * BATCH))), Sized(), {}, quiet)
    assert sizes == [BATCH, BATCH, 1]


def test_texts_of_one_length_are_embedded_together():
    """A batch costs as much as if all of it were as long as its longest text."""
    lengths = []

    class Measuring(Counting):
        def embed_documents(self, texts):
            lengths.extend(map(len, texts))
            return super().embed_documents(texts)

    phrasings = tuple(f"{'so ' * (number % 7)}clear the cache {number}" for number in range(3 * BATCH))
    embed_guide(a_guide(a_chunk("clear", phrasings=phrasings)), Measuring(), {}, quiet)
    assert len(set(lengths)) > 7
    assert lengths == sorted(lengths)


def test_without_an_embedder_there_is_no_row():
    vectors, new = embed_guide(a_guide(), None, {}, quiet)
    assert (len(vectors), new) == (0, 0)


def test_stored_vectors_are_found_by_their_text(tmp_path):
    make(tmp_path)
    known = stored_vectors(tmp_path, Counting().fingerprint)
    assert set(known) == {text_digest(text) for text in texts_of(a_guide())}
    assert stored_vectors(tmp_path, "another-model") == {}
    assert stored_vectors(tmp_path / "absent", Counting().fingerprint) == {}


def test_texts_that_come_back_are_found_in_an_older_generation(tmp_path):
    make(tmp_path)
    make(tmp_path, a_guide(a_chunk("vpn")))
    embedder = Counting()
    make(tmp_path, embedder=embedder)
    assert embedder.texts == []


def test_vectors_of_another_model_are_never_reused(tmp_path):
    make(tmp_path)
    embedder = Counting("another-model")
    make(tmp_path, embedder=embedder)
    assert len(embedder.texts) == len(texts_of(a_guide()))


def test_damaged_vectors_are_not_reused(tmp_path):
    report = make(tmp_path)
    path = tmp_path / report.generation / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    embedder = Counting()
    make(tmp_path, embedder=embedder)
    assert len(embedder.texts) == len(texts_of(a_guide()))
