"""A store that fails, lies or loses hits is caught, and its twin answers the very same question."""

import numpy as np
import pytest

from knowledge.ports import StoreDamagedError
from knowledge.stores.exact import ExactStore
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import Partition, VectorKey

KEYS = tuple(VectorKey("en", "a#b", "phrasing", i) for i in range(4))
PARTITIONS = {"en": Partition(KEYS, ("",) * 4, np.eye(4, dtype=np.float32))}
QUESTION = np.array([0.9, 0.3, 0.3, 0.1], dtype=np.float32)
TRUE = ExactStore(PARTITIONS).nearest(QUESTION, 2, "en")


class Scripted:
    """A store that returns, or raises, what it was given."""

    name = "scripted"

    def __init__(self, outcome):
        self.outcome, self.asked, self.closed = outcome, 0, 0

    def nearest(self, vector, k, language):
        self.asked += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def close(self):
        self.closed += 1


def test_while_the_first_store_tells_the_truth_it_answers():
    first = Scripted(TRUE)
    store = FallbackStore(first, PARTITIONS)
    assert (store.nearest(QUESTION, 2, "en"), store.name, store.problem) == (TRUE, "scripted", "")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (StoreDamagedError("It is gone."), "It is gone."),
        (TRUE[:1], "fewer hits"),
        ([TRUE[0], ("en/else#where/text/0", 0.3)], "not of this generation"),
        ([(TRUE[0][0], 0.5), TRUE[1]], "not those of its vectors"),
        ([(TRUE[0][0], float("nan")), TRUE[1]], "not those of its vectors"),
    ],
)
def test_in_doubt_the_twin_answers_now_and_from_then_on(outcome, said):
    first = Scripted(outcome)
    store = FallbackStore(first, PARTITIONS)
    assert [store.nearest(QUESTION, 2, "en") for _ in range(3)] == [TRUE] * 3
    assert said in store.problem
    assert (first.asked, store.name) == (1, "exact")


def test_without_a_first_store_the_twin_answers_and_the_reason_is_kept():
    store = FallbackStore(None, PARTITIONS, "There was no room.")
    assert (store.nearest(QUESTION, 2, "en"), store.name, store.problem) == (TRUE, "exact", "There was no room.")


def test_closing_closes_the_first_store():
    first = Scripted(TRUE)
    FallbackStore(first, PARTITIONS).close()
    assert first.closed == 1
