"""Which steps come next, and why the others wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Fact, HeldReason
from bot.plan import plan
from tests.builders import an_attempt, the_guide

GUIDE = the_guide()
STEPS = [place.step for place in GUIDE.steps("en")]


def planned(attempts=(), facts=(), *, blocked=False):
    return plan(GUIDE, "en", attempts, frozenset(facts), blocked=blocked)


def first(*args, **kwargs):
    return planned(*args, **kwargs).open[0].step_id


def held(*args, **kwargs):
    return {(one.id, one.variant): one.reason for one in planned(*args, **kwargs).held_back}


def test_the_cheapest_untried_step_comes_first():
    assert first() == "refresh"
    assert first([an_attempt("refresh")]) == "clear-cache"


def test_an_open_incident_holds_every_untried_step_back():
    steps = planned([an_attempt("refresh")], blocked=True)
    assert steps.open == ()
    assert {one.reason for one in steps.held_back if one.id == "clear-cache"} == {HeldReason.INCIDENT_OPEN}
    assert {one.reason for one in steps.held_back if one.id == "refresh"} == {HeldReason.ALREADY_TRIED}


def test_a_variant_that_was_tried_leaves_the_other_open():
    left = [(one.step_id, one.variant) for one in planned([an_attempt("vpn", "off")]).open if one.step_id == "vpn"]
    assert left == [("vpn", "on")]


def test_a_step_tried_without_a_variant_counts_for_all_of_them():
    assert all(one.step_id != "vpn" for one in planned([an_attempt("vpn")]).open)


def test_what_is_the_state_already_changes_nothing():
    """Who uses no VPN is not told to switch it off."""
    assert held(facts=[Fact.VPN_OFF])[("vpn", "off")] is HeldReason.DOES_NOT_APPLY


def test_what_cannot_be_done_does_not_apply():
    assert held([an_attempt("clear-cache", result="cannot_do")])[("clear-cache", None)] is HeldReason.DOES_NOT_APPLY


def test_evidence_changes_the_order():
    assert first([an_attempt("refresh")], [Fact.WORKS_OTHER_NETWORK]) == "restart-connection"


def test_the_page_we_read_ourselves_is_not_sent_people_to():
    assert held(facts=[Fact.PAGE_READ])[("status-page", None)] is HeldReason.DOES_NOT_APPLY


def test_support_is_the_last_resort():
    assert held()[("contact-support", None)] is HeldReason.LAST_RESORT


@given(
    st.lists(
        st.builds(
            an_attempt,
            st.sampled_from([step.id for step in STEPS]),
            st.sampled_from([None, "on", "off"]),
            st.sampled_from(["worked", "did_not_work", "cannot_do", "unclear"]),
        ),
        max_size=12,
    ),
    st.frozensets(st.sampled_from(list(Fact)), max_size=6),
    st.booleans(),
)
def test_nothing_is_both_offered_and_held_back_and_nothing_tried_is_offered(attempts, facts, blocked):
    steps = plan(GUIDE, "en", attempts, facts, blocked=blocked)
    offered = {(one.step_id, one.variant) for one in steps.open}
    waiting = {(one.id, one.variant) for one in steps.held_back}
    tried = {(one.step_id, one.variant) for one in attempts}
    assert not offered & waiting
    assert not {
        (step, variant) for step, variant in offered if (step, None) in waiting | tried or (step, variant) in tried
    }


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_is_either_open_or_held_back(step):
    steps = planned()
    assert step.id in {one.step_id for one in steps.open} | {one.id for one in steps.held_back}
