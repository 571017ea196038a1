"""Which messages the guide left open."""

from datetime import timedelta

import pytest

from bot.insights.models import GapReason
from bot.insights.rows import AnswerRow, Asked
from bot.insights.sift import sift
from tests.bot.insights.seeding import NOW


def message(place, outcome, *, text="export", score=0.9, down=False):
    at = NOW + timedelta(minutes=place)
    return Asked(f"a_{place}", "c_1", "r_1", at, "en", text, outcome, score, (), down)


def answers(*outcomes):
    return [AnswerRow(f"a_{n}", "c_1", NOW + timedelta(minutes=n), outcome) for n, outcome in enumerate(outcomes)]


def reasons(messages, *outcomes):
    return {one.answer_id: set(one.reasons) for one in sift(messages, answers(*outcomes))}


def test_what_is_not_covered_is_open():
    found = reasons([message(0, "declined_not_covered", score=0.0)], "declined_not_covered")
    assert found == {"a_0": {GapReason.DECLINED}}


@pytest.mark.parametrize(("score", "open_ones"), [(0.29, 0), (0.3, 1)])
def test_what_is_about_something_else_is_open_only_where_it_comes_near_the_guide(score, open_ones):
    found = reasons([message(0, "declined_off_topic", score=score)], "declined_off_topic")
    assert len(found) == open_ones


def test_an_unclear_message_is_open_only_when_the_next_one_is_unclear_too_and_the_first_counts():
    unclear = [message(0, "clarify"), message(1, "clarify"), message(2, "clarify")]
    assert reasons(unclear, "clarify", "clarify", "clarify") == {"a_0": {GapReason.CLARIFIED_TWICE}}
    assert reasons(unclear[:1], "clarify", "answered_steps") == {}


def test_what_was_answered_is_open_only_when_voted_down():
    assert reasons([message(0, "answered_steps", down=True)], "answered_steps") == {"a_0": {GapReason.THUMBED_DOWN}}
    assert reasons([message(0, "answered_steps")], "answered_steps", "escalated_requested") == {}


@pytest.mark.parametrize("outcome", ["declined_not_covered", "clarify"])
def test_asking_for_a_person_right_after_is_told(outcome):
    found = reasons([message(0, outcome)], outcome, "escalated_requested")
    assert GapReason.ASKED_PERSON in found["a_0"]


def test_a_message_without_a_letter_says_nothing():
    assert reasons([message(0, "declined_not_covered", text="?!")], "declined_not_covered") == {}
