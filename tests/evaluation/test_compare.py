"""A run fails when it is worse than the baseline, and only then."""

import json

import pytest

from evaluation.compare import Baseline, Worse, compare, read_baseline, renewed, write_baseline
from evaluation.measures import MEASURES, STAGES
from evaluation.metrics import Measure
from evaluation.records import Split
from evaluation.settings import EvaluationSettings


def a_measure(name="answers.first_right", value=0.8, part="en", split=Split.DEV, of=100):
    return Measure(name, part, split, value, value, value, of)


def kept(**values):
    return Baseline(
        tolerance=0.02, values={f"{name.replace('__', '.')}|en|dev": value for name, value in values.items()}
    )


def test_as_good_as_before_is_fine():
    assert compare([a_measure(value=0.8)], kept(answers__first_right=0.8), STAGES) == ()


def test_a_little_worse_is_within_tolerance():
    assert compare([a_measure(value=0.785)], kept(answers__first_right=0.8), STAGES) == ()


def test_more_than_a_little_worse_is_told():
    [one] = compare([a_measure(value=0.75)], kept(answers__first_right=0.8), STAGES)
    assert str(one) == "first cited section right (en, dev) is 0.750, was 0.800"


def test_where_less_is_better_more_is_worse():
    baseline = kept(answers__covered_refused=0.02)
    assert compare([a_measure("answers.covered_refused", 0.10)], baseline, STAGES) != ()
    assert compare([a_measure("answers.covered_refused", 0.0)], baseline, STAGES) == ()


def test_one_record_of_a_small_set_may_flip():
    baseline = kept(dialogues__met=1.0)
    assert compare([a_measure("dialogues.met", 0.9, of=10)], baseline, STAGES) == ()
    assert compare([a_measure("dialogues.met", 0.8, of=10)], baseline, STAGES) != ()


def test_where_safety_is_measured_nothing_may_flip():
    assert compare([a_measure("safety.tried_again", 0.01)], kept(safety__tried_again=0.0), STAGES) != ()


@pytest.mark.parametrize("value", [2 / 13, 1 / 3, 2 / 3])
def test_what_was_just_made_the_baseline_is_not_worse_than_it(value):
    """Values are kept to four digits; the rest must not count as a fall."""
    measures = [a_measure("safety.tried_again", value, of=13), a_measure("answers.first_right", value, of=10**6)]
    assert compare(measures, renewed(measures, Baseline(tolerance=0.0)), STAGES) == ()


def test_a_measure_that_vanished_is_told():
    [one] = compare([], kept(answers__first_right=0.8), STAGES)
    assert one == Worse("answers.first_right|en|dev", 0.8, None)
    assert "is not measured any more" in str(one)


def test_stages_that_did_not_run_are_not_missed():
    baseline = kept(answers__first_right=0.8, dialogues__met=0.9, safety__tried_again=0.0)
    assert compare([a_measure("dialogues.met", 0.9)], baseline, ["dialogues"]) == ()


def test_renewing_keeps_what_was_not_measured_and_drops_small_slices():
    old = Baseline(tolerance=0.03, values={"dialogues.met|en|dev": 0.9, "answers.first_right|en|dev": 0.1})
    new = renewed([a_measure(value=0.81234567), a_measure(part="en:kind=fact"), a_measure(part="ja")], old)
    assert new == Baseline(tolerance=0.03, values={"answers.first_right|en|dev": 0.8123, "dialogues.met|en|dev": 0.9})


def test_a_baseline_is_written_and_read_back(tmp_path):
    path = tmp_path / "baseline.json"
    write_baseline(path, kept(answers__first_right=0.8))
    assert read_baseline(path) == kept(answers__first_right=0.8)
    assert len(path.read_text("utf-8").splitlines()) > 3


def test_no_file_is_an_empty_baseline(tmp_path):
    assert read_baseline(tmp_path / "none.json") == Baseline()


def test_a_broken_file_is_an_error_and_not_an_empty_baseline(tmp_path):
    path = tmp_path / "baseline.json"
    path.write_text('{"tolerance": "none"}', encoding="utf-8")
    with pytest.raises(ValueError, match="tolerance"):
        read_baseline(path)


def test_the_baseline_in_the_repository_holds_every_headline_for_both_splits():
    values = json.loads(EvaluationSettings().baseline.read_text("utf-8"))["values"]
    wanted = {
        f"{name}|{part}|{split.value}"
        for name, about in MEASURES.items()
        if about.headline
        for part in ("en", "other")
        for split in Split
    }
    assert wanted - set(values) == set()
