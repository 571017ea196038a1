"""Measures are shares with honest intervals, and dev never meets held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics import first_right, ndcg, percentile, slices, summarise, wilson
from evaluation.records import Split
from tests.evaluation.builders import a_score


def test_scores_add_up_by_measure_and_slice():
    measures = summarise([a_score(good=1), a_score(good=0), a_score(good=1), a_score("answers.language_right", good=1)])
    found = {(one.name, one.slice): one for one in measures}
    assert found["answers.first_right", "en"].value == pytest.approx(2 / 3)
    assert found["answers.first_right", "en"].of == 3
    assert found["answers.language_right", "en"].value == 1.0


def test_dev_and_held_are_never_mixed():
    measures = summarise([a_score(good=1, split=Split.DEV), a_score(good=0, split=Split.HELD)])
    assert {one.split: one.value for one in measures} == {Split.DEV: 1.0, Split.HELD: 0.0}


def test_a_share_weighs_by_what_there_was_to_get():
    """Recall over messages counts attempts, not messages."""
    [one] = summarise([a_score(good=1, of=1), a_score(good=0, of=3)])
    assert one.value == 0.25


def test_nothing_to_get_is_no_measure():
    assert summarise([a_score(good=0, of=0)]) == ()


def test_english_counts_by_tag_and_others_by_language():
    assert slices(a_score(tags=("kind=fact",))) == ("en", "en:kind=fact")
    assert slices(a_score(language="ja", tags=("kind=fact",))) == ("other", "ja")


def test_a_measure_is_kept_under_its_name_slice_and_split():
    [one] = summarise([a_score(language="de")])[:1]
    assert one.key == "answers.first_right|other|dev"


def test_wilson_interval_of_known_figures():
    """45 of 50, as in the textbook: 0.786 to 0.957."""
    low, high = wilson(45, 50)
    assert (round(low, 3), round(high, 3)) == (0.786, 0.957)


def test_wilson_never_claims_certainty_from_few():
    low, high = wilson(3, 3)
    assert low < 0.5
    assert high == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400), st.data())
def test_wilson_holds_the_share_and_stays_within_bounds(of, data):
    good = data.draw(st.integers(0, of))
    low, high = wilson(good, of)
    assert 0.0 <= low <= good / of + 1e-9
    assert good / of - 1e-9 <= high <= 1.0


def test_more_records_narrow_the_interval():
    few, many = wilson(8, 10), wilson(800, 1000)
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize(("first", "right"), [(1, 0.0), (2, 1.0), (3, 1.0)])
def test_first_right_looks_no_further_than_asked(first, right):
    assert first_right(["a", "b", "c"], ["b"], first) == right


def test_first_right_of_nothing_cited_is_wrong():
    assert first_right([], ["a"], 3) == 0.0


def test_ndcg_prefers_the_best_section_first():
    assert ndcg(["a", "b"], ["a", "b"]) == 1.0
    assert ndcg(["x", "a", "b"], ["a", "b"]) < ndcg(["b", "a"], ["a", "b"]) < 1.0
    assert ndcg(["x"], ["a"]) == 0.0


def test_ndcg_counts_a_section_once():
    assert ndcg(["b", "b", "b", "a"], ["a"]) == ndcg(["b", "a"], ["a"])


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (1.0, 4), (0.01, 1)])
def test_percentile_is_a_value_that_occurred(share, value):
    assert percentile([4, 1, 3, 2], share) == value


def test_percentile_of_nothing_is_nothing():
    assert percentile([], 0.5) == 0.0
