"""Counting rows that need no database."""

from datetime import date

import pytest

from bot.insights.count import count_steps, count_suggestions, spread_seconds
from bot.insights.models import Tally
from bot.insights.rows import AttemptRow, EventRow, OfferRow

DAY = date(2026, 11, 20)


def test_a_step_that_was_only_tried_is_shown_too_and_an_unknown_one_by_its_id():
    (step,) = count_steps([], [AttemptRow("c_1", "old-step", None, "worked", None)], {})
    assert (step.title, step.total, step.by_status) == ("old-step", Tally(worked=1), {"unknown": Tally(worked=1)})


def test_variants_are_steps_of_their_own_and_what_could_not_be_done_is_no_failure():
    offers = [OfferRow("c_1", "vpn", "on", "ok"), OfferRow("c_1", "vpn", "off", "ok")]
    tried = [AttemptRow("c_1", "vpn", "on", "cannot_do", "ok"), AttemptRow("c_1", "vpn", "off", "did_not_work", "ok")]
    found = {step.variant: step.total for step in count_steps(offers, tried, {"vpn": "Use a VPN"})}
    assert found == {"on": Tally(1, 0, 0, 1), "off": Tally(1, 0, 1, 0)}


def test_the_slowest_stage_is_that_of_the_worst_answers_not_of_the_usual_ones():
    timings = [{"wait": 0.0, "read": 0.1, "write": 0.05}] * 9 + [{"wait": 1.0, "read": 0.1, "write": 0.05}]
    found = spread_seconds([(DAY, 0.1)] * 9 + [(DAY, 1.0)], timings)
    assert found.slowest == "wait"
    assert (found.answers, found.days[0].answers) == (10, 10)
    assert found.spread.p50 == pytest.approx(0.1)
    assert found.spread.p95 == pytest.approx(0.595)


def test_stages_that_no_trace_names_are_left_out():
    assert spread_seconds([(DAY, 0.1)], [{"search.dense": 0.1}]).stages == {}


def test_an_edit_that_changed_nothing_is_inserted_as_is():
    told = count_suggestions(
        (
            EventRow("g_1", "inserted", None, None),
            EventRow("g_1", "edited", 0.0, None),
            EventRow("g_2", "inserted", None, None),
            EventRow("g_2", "edited", 0.5, None),
            EventRow("g_3", "dismissed", None, None),
        )
    )
    assert (told.inserted_as_is, told.edited, told.mean_distance) == (1, 1, 0.5)
    assert told.reasons == {"other": 1}
