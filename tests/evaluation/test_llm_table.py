"""What a comparison says of a model."""

from collections import Counter

import pytest

from evaluation.llm_judge import Fault
from evaluation.llm_table import Compared, Contest, Way, tabulate
from evaluation.metrics import Score
from evaluation.records import Split

GUIDE = Way("extractive", 0.1, 100)


def a_row(name="q-1", ended="told", shown=(), differs=(), **given):
    proposed = (frozenset(), frozenset({Fault.NUMBER}))
    return Compared(name, ended, proposed, shown, differs, Way("llm", 2.0, 60), GUIDE, **given)


def a_score(good, measure="answers.first_right"):
    return Score(measure, "q-1", Split.DEV, "en", good)


def a_contest(rows, *scores):
    return Contest(tuple(rows), Counter({"conditions are kept": 3}), scores)


def test_what_was_written_refused_and_shown_is_counted():
    lines = tabulate(a_contest([a_row(shown=(("Reload.", frozenset()),)), a_row("q-2", ended="")]))
    for line in (
        "| messages | 2 |",
        "| the model was asked | 1 |",
        "| - ended: told | 1 |",
        "| sentences it wrote | 4 |",
        "| - with a fault by the second check | 2 |",
        "| - conditions are kept | 3 |",
        "| sentences shown | 1 |",
        "| median seconds, with and without | 2.00 and 0.10 |",
        "| mean words of an answer, with and without | 60.0 and 100.0 |",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("row", "scores", "harmful"),
    [
        (a_row(), (a_score(1.0), a_score(1.0)), False),
        (a_row(), (a_score(1.0), a_score(0.0)), False),
        (a_row(), (a_score(0.0), a_score(1.0)), True),
        (a_row(), (a_score(1.0, "safety.outage_claimed"), a_score(0.0, "safety.outage_claimed")), True),
        (a_row(differs=("steps",)), (a_score(1.0), a_score(1.0)), True),
        (a_row(shown=(("Wait 9 s.", frozenset({Fault.NUMBER})),)), (a_score(1.0), a_score(1.0)), True),
    ],
)
def test_a_model_does_harm_by_a_faulty_sentence_or_a_worse_answer_only(row, scores, harmful):
    assert a_contest([row], scores).harmful is harmful


def test_a_worse_answer_is_named_by_its_record_and_measure():
    lines = tabulate(a_contest([a_row(differs=("steps",))], (a_score(0.0), a_score(1.0))))
    assert {"worse: q-1: answers.first_right", "worse: q-1: steps"} <= set(lines)
    assert "| first cited section right | 0.000 | 1.000 | 1 |" in lines
