"""The exact twin finds what a brute comparison finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.stores.exact import ExactStore
from knowledge.vectors import Partition, VectorKey


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_any_k_gives_the_best_in_order_with_ties_by_row(count, k, seed):
    drawn = np.random.default_rng(seed).integers(-3, 4, size=(count, 4)).astype(np.float32)
    keys = tuple(VectorKey("en", "a#b", "phrasing", i) for i in range(count))
    store = ExactStore({"en": Partition(keys, ("",) * count, drawn)})
    question = np.array([1, 2, 3, 4], dtype=np.float32)
    similar = drawn @ question
    found = store.nearest(question, k, "en")
    assert [score for _, score in found] == sorted(map(float, similar), reverse=True)[:k]
    rows = [int(key.rsplit("/", 1)[1]) for key, _ in found]
    assert rows == sorted(rows, key=lambda row: (-similar[row], row))
