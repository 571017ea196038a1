"""What a conversation knows grows, unless the user takes something back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.models import Fact, Intent, Understanding
from bot.remember import count_in, merge, merge_facts, without
from tests.builders import NOW, a_conversation, an_attempt

attempts = st.builds(
    an_attempt,
    st.sampled_from(["refresh", "vpn", "clear-cache"]),
    st.sampled_from([None, "on", "off"]),
    st.sampled_from(["worked", "did_not_work"]),
)


def understood(**said):
    return Understanding(Intent.FIX, "", "en", **said)


@given(st.lists(attempts), st.lists(attempts))
def test_attempts_only_grow(before, said):
    pairs = {(one.step_id, one.variant) for one in merge(before, said)}
    assert pairs == {(one.step_id, one.variant) for one in [*before, *said]}


def test_the_later_result_wins():
    assert merge([an_attempt("refresh")], [an_attempt("refresh", result="worked")])[0].result.value == "worked"


def test_a_step_taken_back_without_a_variant_takes_all_of_them():
    assert without([an_attempt("vpn", "on"), an_attempt("refresh")], [("vpn", None)]) == (an_attempt("refresh"),)


def test_a_retraction_is_counted_before_what_is_said_with_it():
    known = count_in(
        a_conversation(attempts=(an_attempt("refresh"),)),
        understood(retracted=(("refresh", None),), attempts=(an_attempt("vpn", "off"),)),
        NOW,
    )
    assert [one.step_id for one in known.attempts] == ["vpn"]


def test_of_two_opposite_facts_the_later_word_wins():
    assert merge_facts(frozenset({Fact.VPN_ON}), frozenset({Fact.VPN_OFF})) == {Fact.VPN_OFF}


def test_a_conversation_of_half_an_hour_is_a_lasting_problem():
    old = a_conversation(first_reported_at=NOW - timedelta(minutes=31))
    assert Fact.OVER_HALF_AN_HOUR in count_in(old, understood(), NOW).facts
    assert Fact.OVER_HALF_AN_HOUR not in count_in(a_conversation(first_reported_at=NOW), understood(), NOW).facts
