"""The embedder without a model is the same on every machine."""

import pytest

from knowledge.embedders.hashing import HashingEmbedder
from tests.child import run_script


def test_vectors_are_the_same_in_every_process():
    """Python's own hash is drawn anew by each process."""
    script = "from knowledge.embedders.hashing import HashingEmbedder as H; print(H().embed_query('bad gateway'))"
    said = {run_script(script).stdout for _ in range(2)}
    assert said == {f"{HashingEmbedder().embed_query('bad gateway')}\n"}


def test_word_order_and_case_do_not_matter_but_other_words_do():
    embedder = HashingEmbedder()
    assert embedder.embed_query("Bad Gateway") == embedder.embed_query("gateway bad")
    assert embedder.embed_query("bad gateway") != embedder.embed_query("good gateway")


@pytest.mark.parametrize("text", ["", " ", "—!?"])
def test_a_text_without_words_has_a_vector_too(text):
    assert sum(x * x for x in HashingEmbedder().embed_query(text)) == 1.0
