"""Scenarios are whole reports with times relative to now."""

from datetime import UTC, datetime

import pytest

from evaluation.scenarios import SCENARIOS, report
from status.models import ComponentState, Freshness, IncidentState, MaintenanceState, State

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def hit(page):
    return {f"{part.group}/{part.name}" for part in page.components if part.state is not ComponentState.OK}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_names_its_source_and_never_looks_ahead(name):
    page = report(name, NOW)
    assert page.source == "OpenAI status"
    assert page.checked_at is None or page.checked_at <= NOW
    for incident in page.incidents:
        assert incident.started_at <= incident.updated_at <= NOW
        assert incident.updates
        assert (incident.resolved_at is not None) == (incident.state is IncidentState.RESOLVED)


def test_component_ids_are_unique_although_names_repeat():
    page = report("all-fine", NOW)
    assert (
        len({part.id for part in page.components})
        == len(page.components)
        > len({part.name for part in page.components})
    )


@pytest.mark.parametrize(
    ("name", "state", "parts"),
    [
        ("all-fine", State.OK, set()),
        ("conversations-degraded", State.DEGRADED, {"ChatGPT/Conversations"}),
        ("conversations-down", State.OUTAGE, {"ChatGPT/Conversations"}),
        ("api-only", State.OUTAGE, {"APIs/Chat Completions", "APIs/Responses"}),
        ("login-down", State.OUTAGE, {"ChatGPT/Login"}),
        ("maintenance-running", State.MAINTENANCE, {"ChatGPT/Conversations"}),
        ("maintenance-tomorrow", State.OK, set()),
        ("monitoring", State.RECOVERING, set()),
        ("just-resolved", State.RECOVERING, set()),
        ("unreadable", State.UNKNOWN, set()),
    ],
)
def test_a_scenario_hits_what_its_name_says(name, state, parts):
    page = report(name, NOW)
    assert page.state is state
    assert hit(page) == parts


def test_an_incident_lists_the_parts_that_are_hit():
    page = report("api-only", NOW)
    assert {part.name for part in page.incidents[0].components or ()} == {"Chat Completions", "Responses"}


def test_maintenance_runs_now_or_begins_tomorrow():
    [running], [ahead] = (
        report("maintenance-running", NOW).maintenances,
        report("maintenance-tomorrow", NOW).maintenances,
    )
    assert running.state is MaintenanceState.IN_PROGRESS
    assert running.starts_at < NOW < running.ends_at
    assert ahead.state is MaintenanceState.SCHEDULED
    assert (ahead.starts_at - NOW).total_seconds() == 20 * 3600


def test_just_resolved_is_under_an_hour_ago():
    [incident] = report("just-resolved", NOW).incidents
    assert 0 < (NOW - incident.resolved_at).total_seconds() < 3600


def test_an_old_incident_has_been_silent_for_days():
    [incident] = report("old-incident", NOW).incidents
    assert incident.open
    assert (NOW - incident.started_at).days > 3
    assert (NOW - incident.updated_at).days >= 1


@pytest.mark.parametrize(("name", "state"), [("stale-fine", State.OK), ("stale-down", State.OUTAGE)])
def test_a_stale_page_was_read_twenty_minutes_ago(name, state):
    page = report(name, NOW)
    assert (page.freshness, page.age_seconds, page.state) == (Freshness.STALE, 1200.0, state)
    assert (NOW - page.checked_at).total_seconds() == 1200.0


def test_an_unreadable_page_says_why_and_claims_nothing():
    page = report("unreadable", NOW)
    assert page.freshness is Freshness.UNKNOWN
    assert page.reason
    assert page.components == page.incidents == ()


def test_a_name_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        report("all-blue", NOW)
