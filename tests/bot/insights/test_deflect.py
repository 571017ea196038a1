"""A conversation counts as deflected only on its own word, and never by silence."""

from datetime import timedelta

import pytest

from bot.insights.deflect import count_endings, sum_up
from bot.insights.models import Ending
from bot.insights.rows import AnswerRow, TalkRow, VoteRow
from tests.bot.insights.seeding import NOW, ago

LONG_AGO = ago(3)


def talk(*, persons=(), worked=()):
    return TalkRow("c_1", "r_1", LONG_AGO, tuple(persons), tuple(worked))


def told(*outcomes, at=LONG_AGO):
    return [AnswerRow(f"a_{n}", "c_1", at + timedelta(minutes=n), outcome) for n, outcome in enumerate(outcomes)]


def voted(rating, answer="a_0", at=LONG_AGO):
    return [VoteRow(answer, rating, "answered_steps", at)]


def ending(one, answers, votes=()):
    return [counted.ending for counted in count_endings([one], answers, votes, NOW)]


@pytest.mark.parametrize(
    ("one", "answers", "votes"),
    [
        (talk(), told("answered_steps", "resolved"), []),
        (talk(worked=[LONG_AGO]), told("answered_steps"), []),
        (talk(), told("answered_steps"), voted("up")),
        (talk(), told("answered_steps"), voted("solved")),
    ],
    ids=["said so", "a step worked", "up", "solved"],
)
def test_a_sign_of_success_and_no_person_within_a_day_is_deflected(one, answers, votes):
    assert ending(one, answers, votes) == [Ending.DEFLECTED]


@pytest.mark.parametrize("hours", [-1, 1, 23])
def test_a_person_before_it_or_within_a_day_after_it_undoes_it(hours):
    one = talk(worked=[LONG_AGO], persons=[LONG_AGO + timedelta(hours=hours)])
    assert ending(one, told("answered_steps")) == [Ending.ASKED_PERSON]


def test_a_person_after_a_whole_day_is_another_matter():
    one = talk(worked=[LONG_AGO], persons=[LONG_AGO + timedelta(hours=25)])
    assert ending(one, told("answered_steps")) == [Ending.DEFLECTED]


def test_asking_for_a_person_in_words_counts_as_well():
    assert ending(talk(worked=[LONG_AGO]), told("answered_steps", "escalated_requested")) == [Ending.ASKED_PERSON]


def test_a_sign_younger_than_a_day_is_too_early():
    fresh = NOW - timedelta(hours=23)
    assert ending(talk(worked=[fresh]), told("answered_steps", at=fresh)) == [Ending.TOO_EARLY]


def test_silence_stays_unknown():
    assert ending(talk(), told("answered_steps", "answered_steps")) == [Ending.UNKNOWN]


def test_a_vote_on_an_earlier_answer_is_no_sign():
    assert ending(talk(), told("answered_steps", "answered_steps"), voted("up", "a_0")) == [Ending.UNKNOWN]


@pytest.mark.parametrize("rating", ["down", "not_solved"])
def test_a_bad_vote_on_the_last_answer_is_not_solved(rating):
    assert ending(talk(), told("answered_steps"), voted(rating)) == [Ending.NOT_SOLVED]


@pytest.mark.parametrize("outcomes", [(), ("greeted",), ("greeted", "declined_off_topic")])
def test_greetings_and_other_matters_are_not_counted(outcomes):
    assert ending(talk(), told(*outcomes)) == []


def test_the_sum_names_what_was_counted_the_deflected_first_and_says_how_many_of_all():
    silent = TalkRow("c_2", "r_2", NOW)
    answers = [*told("answered_steps", "resolved"), AnswerRow("a_9", "c_2", NOW, "answered_steps")]
    summed = sum_up(count_endings([talk(), silent], answers, [], NOW), most_refs=1)
    assert (summed.conversations, summed.rate) == (2, 0.5)
    assert [one.ref for one in summed.refs] == ["r_1"]
    assert summed.counts == {"deflected": 1, "asked_person": 0, "not_solved": 0, "too_early": 0, "unknown": 1}


def test_no_conversation_gives_no_rate():
    assert sum_up((), 5).rate is None
