"""Verdicts beside the truth: what counts as right, as blaming the person, and as a false alarm."""

from datetime import UTC, datetime

import pytest

from bot.models import Certainty, Scope, Verdict
from evaluation.outlook import BOT, Outlook, outlooks, tabulate_outlooks
from evaluation.timeline import Moment
from tests.builders import the_guide

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SUMMARY = {
    "status": {"indicator": "minor"},
    "components": [{"name": "Conversations", "status": "operational"}],
}
PAST = {"incidents": [{"name": "Voice mode is failing", "status": "investigating"}]}
PAGE = Moment(at=NOON, bodies={"/api/v2/summary.json": SUMMARY, "/api/v2/incidents.json": PAST})


def asked(truth="fine", posted=False, symptom="bad-gateway") -> Moment:
    return Moment(at=NOON, ask="502", symptom=symptom, truth=truth, posted=posted)


@pytest.mark.parametrize(
    ("truth", "posted", "scope", "right", "blames", "alarms"),
    [
        ("broken", True, Scope.EVERYONE, True, False, False),
        ("broken", True, Scope.JUST_YOU, False, True, False),
        ("broken", True, Scope.UNKNOWN, False, False, False),
        ("broken", False, Scope.JUST_YOU, False, False, False),
        ("fine", False, Scope.EVERYONE, False, False, True),
        ("fine", False, Scope.UNKNOWN, True, False, False),
    ],
)
def test_what_counts(truth, posted, scope, right, blames, alarms):
    one = Outlook(BOT, asked(truth, posted), scope)
    assert (one.right, one.blames, one.alarms) == (right, blames, alarms)


def test_each_baseline_is_fooled_in_its_own_way():
    question = asked("broken", True)
    told = [(question, Verdict(Scope.EVERYONE, Certainty.CONFIRMED))]
    found = {one.reader: one.scope for one in outlooks((PAGE, question), told, the_guide().product)}
    assert found == {
        BOT: Scope.EVERYONE,
        "indicator only": Scope.EVERYONE,
        "listed components only": Scope.JUST_YOU,
        "title keywords only": Scope.JUST_YOU,
    }


def test_a_question_without_truth_is_not_scored():
    question = Moment(at=NOON, ask="502")
    assert (
        outlooks((PAGE, question), [(question, Verdict(Scope.EVERYONE, Certainty.LIKELY))], the_guide().product) == ()
    )


def test_the_table_counts_by_symptom_and_leaves_out_what_no_page_could_tell():
    rows = [Outlook(BOT, asked("broken", True), Scope.JUST_YOU), Outlook(BOT, asked("broken"), Scope.JUST_YOU)]
    lines = tabulate_outlooks([*rows, Outlook(BOT, asked(), Scope.EVERYONE)])
    assert any(line.startswith("bad-gateway") and "0 of 2 (1/1)" in line for line in lines)
    assert lines[-1].startswith("Not counted: 1 ")
