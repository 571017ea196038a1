"""Messages that cross lose nothing."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.merge import earlier_turns, handed_out, merge, merge_attempts
from bot.models import Attempt, Fact, Result
from tests.bot.conversations.builders import NOW, a_talk, exchange, later, tried

pairs = st.tuples(st.sampled_from(["refresh", "clear-cache", "vpn"]), st.sampled_from([None, "on", "off"]))
seconds = st.none() | st.integers(0, 100)


@st.composite
def attempt_lists(draw):
    chosen = draw(st.lists(pairs, unique=True, max_size=6))
    return tuple(
        Attempt(step, variant, draw(st.sampled_from(Result)), None, None if at is None else later(at))
        for step, variant in chosen
        for at in [draw(seconds)]
    )


def by_pair(attempts):
    return {(attempt.step_id, attempt.variant): attempt for attempt in attempts}


@given(stored=attempt_lists(), after=attempt_lists())
def test_what_was_not_read_before_is_never_dropped(stored, after):
    merged = by_pair(merge_attempts(stored, (), after))
    assert set(merged) == set(by_pair(stored)) | set(by_pair(after))


@given(before=attempt_lists(), after=attempt_lists())
def test_without_a_crossing_message_the_result_is_what_was_meant(before, after):
    wanted = tuple(replace(attempt, at=later(1000)) for attempt in after)
    merged = merge_attempts(before, before, wanted)
    assert by_pair(merged) == by_pair(wanted)


@given(before=attempt_lists(), one=attempt_lists(), other=attempt_lists())
def test_crossing_messages_give_the_same_pairs_in_either_order(before, one, other):
    """Unless one takes back what the other said anew: then the later one wins, whichever that is."""
    kept_by_one = [attempt for attempt in one if attempt not in before]
    kept_by_other = [attempt for attempt in other if attempt not in before]
    merged = by_pair(merge_attempts(merge_attempts(before, before, one), before, other))
    again = by_pair(merge_attempts(merge_attempts(before, before, other), before, one))
    retold = set(by_pair(kept_by_one)) | set(by_pair(kept_by_other))
    assert {pair for pair in merged if pair not in retold} == {pair for pair in again if pair not in retold}


@given(stored=attempt_lists(), before=attempt_lists(), after=attempt_lists())
def test_a_pair_stands_once_and_is_somebodys_word(stored, before, after):
    merged = merge_attempts(stored, before, after)
    assert len(by_pair(merged)) == len(merged)
    assert set(merged) <= set(stored) | set(after)


def test_an_older_message_that_arrives_late_changes_nothing_that_is_newer():
    talk = a_talk(updated_at=later(5), language="de", attempts=(tried(result="worked", at=later(5)),))
    late = replace(talk, updated_at=NOW, language="en", attempts=(tried(result="unclear", at=NOW),))
    merged = merge(talk, replace(late, as_read=None))
    assert (merged.language, merged.updated_at) == ("de", later(5))
    assert [attempt.result for attempt in merged.attempts] == [Result.WORKED]


def test_facts_are_added_and_taken_back_against_what_was_read():
    stored = a_talk(facts=frozenset({Fact.VPN_ON, Fact.ON_PHONE, Fact.WORKS_ELSEWHERE}))
    read = handed_out(replace(stored, facts=frozenset({Fact.VPN_ON, Fact.ON_PHONE})))
    merged = merge(stored, replace(read, facts=frozenset({Fact.VPN_OFF, Fact.ON_PHONE})))
    assert merged.facts == {Fact.VPN_OFF, Fact.ON_PHONE, Fact.WORKS_ELSEWHERE}


def test_the_first_report_is_kept_when_a_message_does_not_know_it():
    stored = a_talk(first_reported_at=NOW)
    assert merge(stored, replace(stored, first_reported_at=None)).first_reported_at == NOW


def test_a_message_does_not_change_who_holds_the_conversation():
    stored = a_talk(held_by="ana")
    assert merge(stored, replace(stored, held_by=None)).held_by == "ana"


def test_earlier_turns_are_those_before_the_new_ones():
    """A conversation comes with its new turns at the end, or without them."""
    talk = a_talk()
    old, new = exchange(talk, "old"), exchange(talk, "new")
    assert earlier_turns(replace(talk, turns=old + new), new) == old
    assert earlier_turns(replace(talk, turns=old), new) == old
    assert earlier_turns(replace(talk, turns=old), ()) == old


def test_equal_times_let_the_last_to_arrive_win():
    first, second = tried(result="unclear"), tried(result="worked", at=NOW + timedelta(0))
    assert merge_attempts((first,), (), (second,)) == (second,)
