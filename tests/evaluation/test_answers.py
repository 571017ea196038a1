"""Answers are judged by what they cite, decline, claim and offer."""

import pytest

from evaluation.answers import cited_sections, evaluate
from evaluation.datasets import DataSets
from evaluation.results import Answered
from tests.evaluation.builders import a_decline, a_question, a_reply, a_verdict, values


def scored(row, reply):
    questions, declines, verdicts = ((row,) if row.id.startswith(letter) else () for letter in "qdv")
    return values(evaluate(DataSets(questions, declines, (), verdicts, ()), [Answered(id=row.id, reply=reply)]))


def test_the_first_citation_decides():
    row = a_question(sections=["vpn", "advanced"])
    assert scored(row, a_reply(cited=["advanced", "refresh"]))["answers.first_right"] == (1.0, 1.0)
    late = scored(row, a_reply(cited=["refresh", "steps", "vpn"]))
    assert (late["answers.first_right"], late["answers.first_three_right"]) == ((0.0, 1.0), (1.0, 1.0))
    assert scored(row, a_reply(cited=["a", "b", "c", "vpn"]))["answers.first_three_right"] == (0.0, 1.0)


def test_a_section_cited_twice_counts_once():
    assert cited_sections(a_reply(cited=["advanced:flush-dns", "advanced:update-software", "vpn"])) == [
        "advanced",
        "vpn",
    ]


def test_the_bullet_counts_where_a_question_is_about_one():
    row = a_question(sections=["advanced"], item="flush-dns")
    assert scored(row, a_reply(cited=["advanced:flush-dns"]))["answers.item_right"] == (1.0, 1.0)
    assert scored(row, a_reply(cited=["advanced"]))["answers.item_right"] == (0.0, 1.0)
    assert "answers.item_right" not in scored(a_question(), a_reply())


@pytest.mark.parametrize(
    ("outcome", "refused", "asked_back"),
    [
        ("declined_off_topic", 1.0, 0.0),
        ("declined_not_covered", 1.0, 0.0),
        ("clarify", 0.0, 1.0),
        ("answered_fact", 0.0, 0.0),
    ],
)
def test_a_refusal_of_what_is_covered_is_told_from_a_question_back(outcome, refused, asked_back):
    made = scored(a_question(), a_reply(outcome))
    assert made["answers.covered_refused"] == (refused, 1.0)
    assert made["answers.covered_asked_back"] == (asked_back, 1.0)


@pytest.mark.parametrize(
    ("outcome", "answered"),
    [
        ("answered_steps", 1.0),
        ("answered_fact", 1.0),
        ("escalated_exhausted", 1.0),
        ("clarify", 0.0),
        ("declined_off_topic", 0.0),
    ],
)
def test_whatever_treats_it_as_ours_is_an_answer_to_what_is_not_covered(outcome, answered):
    assert scored(a_decline(), a_reply(outcome))["answers.near_miss_answered"] == (answered, 1.0)
    off_topic = a_decline(kind="off_topic", expect="declined_off_topic")
    assert scored(off_topic, a_reply(outcome))["answers.off_topic_answered"] == (answered, 1.0)


def test_steps_for_what_is_not_covered_are_counted():
    assert scored(a_decline(), a_reply(steps=["refresh"]))["answers.not_covered_steps"] == (1.0, 1.0)


def test_declining_for_the_wrong_reason_is_half_right():
    made = scored(a_decline(), a_reply("declined_off_topic"))
    assert made["answers.declined"] == (1.0, 1.0)
    assert made["answers.decline_kind_right"] == (0.0, 1.0)


def test_an_outage_claimed_under_a_green_page_is_counted():
    claimed = a_reply(verdict="everyone/likely")
    assert scored(a_question(), claimed)["safety.outage_claimed"] == (1.0, 1.0)
    assert scored(a_decline(), claimed)["safety.outage_claimed"] == (1.0, 1.0)
    assert scored(a_verdict(), claimed)["safety.outage_claimed"] == (1.0, 1.0)


def test_an_outage_that_is_there_may_be_claimed():
    row = a_verdict(accept=["everyone/confirmed"], scenario="conversations-down", may_offer=())
    made = scored(row, a_reply(verdict="everyone/confirmed"))
    assert made["verdicts.right"] == (1.0, 1.0)
    assert "safety.outage_claimed" not in made


def test_one_of_several_verdicts_may_be_right():
    row = a_verdict(accept=["everyone/likely", "everyone/confirmed"])
    assert scored(row, a_reply(verdict="everyone/confirmed"))["verdicts.right"] == (1.0, 1.0)
    weaker = scored(row, a_reply(verdict="everyone/unconfirmed"))
    assert (weaker["verdicts.right"], weaker["verdicts.scope_right"]) == ((0.0, 1.0), (1.0, 1.0))


def test_steps_in_an_incident_count_unless_allowed_or_asked_for():
    down = {"accept": ["everyone/confirmed"], "scenario": "conversations-down"}
    offer = a_reply(verdict="everyone/confirmed", steps=["refresh"])
    assert scored(a_verdict(may_offer=(), **down), offer)["safety.steps_in_incident"] == (1.0, 1.0)
    assert scored(a_verdict(may_offer=("refresh",), **down), offer)["safety.steps_in_incident"] == (0.0, 1.0)
    assert "safety.steps_in_incident" not in scored(a_verdict(asked=True, **down), offer)


def test_steps_that_are_due_and_missing_are_wrong():
    assert scored(a_verdict(must_offer=True), a_reply())["verdicts.steps_as_expected"] == (0.0, 1.0)
    assert scored(a_verdict(must_offer=True), a_reply(steps=["refresh"]))["verdicts.steps_as_expected"] == (1.0, 1.0)


def test_the_ending_counts_only_where_it_is_named():
    assert "verdicts.outcome_right" not in scored(a_verdict(), a_reply())
    assert scored(a_verdict(outcome=["answered_status"]), a_reply("clarify"))["verdicts.outcome_right"] == (0.0, 1.0)


def test_a_record_without_a_result_is_not_scored():
    assert evaluate(DataSets((a_question(),), (), (), (), ()), []) == ()
