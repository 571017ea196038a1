"""The table of a terminal shows dev beside held beside the aim."""

from evaluation.metrics import Measure
from evaluation.records import Split
from evaluation.tabulate import tabulate


def a_measure(name, value, part="en", split=Split.DEV):
    return Measure(name, part, split, value, 0.0, 1.0, 50)


def test_dev_held_and_aim_stand_in_one_line():
    lines = tabulate([a_measure("answers.first_right", 0.8), a_measure("answers.first_right", 0.7, split=Split.HELD)])
    row = next(line for line in lines if line.startswith("first cited section right"))
    assert row.split("  ")[0] == "first cited section right"
    assert "0.800 of 50" in row
    assert "0.700 of 50" in row
    assert ">= 0.75 ✗" in row


def test_the_held_part_is_judged_not_the_dev_part():
    lines = tabulate(
        [a_measure("answers.covered_refused", 0.5), a_measure("answers.covered_refused", 0.01, split=Split.HELD)]
    )
    assert "<= 0.04 ✓" in lines[-1]


def test_a_measure_without_an_aim_is_not_judged():
    [_, _, row] = tabulate([a_measure("attempts.recall", 0.9)])
    assert "✓" not in row
    assert "✗" not in row


def test_languages_have_their_own_columns():
    lines = tabulate(
        [a_measure("answers.first_right", 0.9), a_measure("answers.first_right", 0.6, part="other", split=Split.HELD)]
    )
    assert ">= 0.60 ✓" in lines[-1]
    assert lines[0].index("English dev") < lines[0].index("other languages dev")


def test_nothing_measured_is_an_empty_table():
    assert len(tabulate([])) == 2
