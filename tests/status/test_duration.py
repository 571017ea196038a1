"""How long incidents like this one lasted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from status.duration import Expected, Past, expect, similar
from tests.builders import NOW, an_incident

CHAT = frozenset({"ChatGPT/Conversations"})


def over(number, minutes, parts=CHAT):
    began = NOW - timedelta(days=number + 1)
    return Past(f"old-{number}", began, began + timedelta(minutes=minutes), parts)


def test_half_of_them_ended_within_the_median():
    past = [over(number, minutes) for number, minutes in enumerate((10, 300, 50, 40, 60))]
    assert expect(past, an_incident(minutes=30), NOW) == Expected(5, timedelta(minutes=50), timedelta(minutes=30))


def test_four_are_too_few():
    assert expect([over(number, 30) for number in range(4)], an_incident(), NOW) is None


def test_an_incident_that_is_over_has_nothing_to_expect():
    past = [over(number, 30) for number in range(9)]
    assert expect(past, an_incident(state="resolved", resolved=5), NOW) is None


@pytest.mark.parametrize(("place", "alike"), [(("ChatGPT", "Conversations"), 1), (("APIs", "Login"), 0), (None, 1)])
def test_similar_means_a_component_in_common_or_none_at_all_on_both_sides(place, alike):
    past = [over(1, 30), over(2, 30, frozenset())]
    assert len(similar(past, an_incident(place))) == alike


def test_an_incident_is_not_similar_to_itself():
    assert similar([replace(over(1, 30), id="inc-1")], an_incident()) == ()


def test_dates_that_run_backwards_last_no_time():
    assert over(1, -30).lasted == timedelta()
