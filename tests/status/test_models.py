"""What a report is worth at its age."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from status.models import ComponentState, Freshness, State, unreadable
from status.platforms import incidentio
from status.ports import Page
from tests.status.bodies import bodies
from tests.status.scenarios import conversations_down

NOW = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def report():
    scenario = replace(conversations_down(), now=NOW)
    return incidentio.parse(bodies(scenario, "incidentio"), Page("https://status.openai.com", "", NOW))


@pytest.mark.parametrize(
    ("seconds", "freshness"),
    [
        (-5, "fresh"),
        (0, "fresh"),
        (60, "fresh"),
        (60.1, "stale"),
        (3600, "stale"),
        (3600.1, "unknown"),
        (1e9, "unknown"),
    ],
)
def test_a_report_is_fresh_then_stale_then_unknown(report, seconds, freshness):
    aged = report.aged(timedelta(seconds=seconds), ttl=60, max_age=3600)
    assert aged.freshness is Freshness(freshness)
    assert aged.age_seconds == max(0, seconds)
    assert (aged.state is State.UNKNOWN) == (freshness == "unknown")


def test_nothing_in_a_report_past_its_age_is_known_any_more(report):
    aged = report.aged(timedelta(hours=2), ttl=60, max_age=3600)
    assert {component.state for component in aged.components} == {ComponentState.UNKNOWN}
    assert aged.incidents == aged.maintenances == ()
    assert aged.checked_at == report.checked_at


def test_a_page_that_was_never_read_has_neither_time_nor_age():
    report = unreadable("OpenAI status", "https://status.openai.com", "It could not be reached.")
    assert (report.state, report.freshness) == (State.UNKNOWN, Freshness.UNKNOWN)
    assert report.checked_at is report.age_seconds is None
    assert report.aged(timedelta(0), 60, 3600).freshness is Freshness.UNKNOWN
