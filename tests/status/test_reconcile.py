"""What only one read left out is not gone, and an older copy is no news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from status.models import Component, ComponentState, Incident, IncidentState, State, StatusReport, Update
from status.reconcile import objection, reconcile

NOW = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
NONE_MISSING: frozenset[str] = frozenset()
FINE = Component("c", "Conversations", "ChatGPT", ComponentState.OK)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def incident(state: str = "identified", key: str = "i", **told) -> Incident:
    settings = {"started_at": ago(60), "updated_at": ago(10), "resolved_at": None, "components": None, **told}
    return Incident(key, "Errors", IncidentState(state), ComponentState.DEGRADED, url="", **settings)


def report(state: str = "ok", components=(FINE,), incidents=(), **told) -> StatusReport:
    return StatusReport("s", "u", State(state), NOW, components=components, incidents=tuple(incidents), **told)


def test_an_open_incident_that_is_not_mentioned_stays_for_one_read_and_then_counts_as_resolved():
    last = report("degraded", incidents=[incident()])
    first = reconcile(last, report(), NONE_MISSING, NOW)
    assert (first.report.state, first.report.incidents[0].open, first.missing) == (State.DEGRADED, True, {"i"})
    second = reconcile(first.report, report(), first.missing, NOW)
    (ended,) = second.report.incidents
    assert (ended.state, ended.resolved_at) == (IncidentState.RESOLVED, NOW)
    assert (second.report.state, second.missing) == (State.RECOVERING, NONE_MISSING)


def test_an_incident_that_comes_back_after_one_read_was_never_gone():
    last = report("degraded", incidents=[incident()])
    first = reconcile(last, report(), NONE_MISSING, NOW)
    again = reconcile(first.report, report("degraded", incidents=[incident()]), first.missing, NOW)
    assert (again.report.state, again.missing) == (State.DEGRADED, NONE_MISSING)
    later = reconcile(again.report, report(), again.missing, NOW)
    assert later.report.incidents[0].open


def test_silence_of_a_read_that_could_not_see_incidents_ends_none():
    given = reconcile(report("degraded", incidents=[incident()]), report(incidents_told=False), NONE_MISSING, NOW)
    for _ in range(3):
        given = reconcile(given.report, report(incidents_told=False), given.missing, NOW)
    assert (given.report.state, given.report.incidents[0].open) == (State.DEGRADED, True)


def test_an_incident_told_as_resolved_is_resolved_at_once():
    ended = incident("resolved", resolved_at=ago(1), updated_at=ago(1))
    given = reconcile(
        report("degraded", incidents=[incident()]), report("recovering", incidents=[ended]), NONE_MISSING, NOW
    )
    assert (given.report.state, len(given.report.incidents), given.missing) == (State.RECOVERING, 1, NONE_MISSING)


@pytest.mark.parametrize(("minutes", "kept"), [(30, True), (25 * 60, False)])
def test_what_ended_within_a_day_is_remembered_when_the_history_is_silent(minutes, kept):
    ended = incident("resolved", resolved_at=ago(minutes), updated_at=ago(minutes))
    given = reconcile(report(incidents=[ended]), report(), NONE_MISSING, NOW)
    assert bool(given.report.incidents) is kept
    assert given.report.state is (State.RECOVERING if kept else State.OK)


def test_components_and_groups_once_told_are_remembered():
    """The history of incident.io names no components; while the incident was open, the widget did."""
    last = report("degraded", incidents=[incident(components=(FINE,), started_at=ago(90))])
    ungrouped = replace(FINE, group=None)
    new = report("recovering", (ungrouped,), [incident("resolved", resolved_at=ago(1), updated_at=ago(1))])
    given = reconcile(last, new, NONE_MISSING, NOW).report
    assert given.components == (FINE,)
    assert given.incidents[0].components == (FINE,)
    assert given.incidents[0].started_at == ago(90)


@pytest.mark.parametrize("state", ["outage", "degraded", "maintenance", "unknown"])
def test_worse_news_is_never_softened_by_what_was_known_before(state):
    last = report("recovering", incidents=[incident("monitoring")])
    assert reconcile(last, report(state), NONE_MISSING, NOW).report.state is State(state)


def test_a_page_that_goes_back_in_time_is_objected_to():
    last = report(page_updated_at=ago(5))
    assert "older copy" in objection(last, report(page_updated_at=ago(60)))
    assert objection(last, report(page_updated_at=ago(5))) == ""
    assert objection(last, report(page_updated_at=ago(6))) == ""
    assert objection(last, report()) == ""
    assert objection(report(), last) == ""


def test_an_incident_that_goes_back_in_time_is_objected_to():
    def told(minutes, key="i"):
        return report(
            "degraded", incidents=[incident(key=key, updates=(Update(ago(minutes), ago(minutes), None, "x"),))]
        )

    last = told(5)
    assert "older copy" in objection(last, told(50))
    assert objection(last, told(1)) == ""
    assert objection(last, told(50, key="other")) == ""


def test_an_endpoint_that_dates_an_incident_otherwise_is_no_older_copy():
    """Only messages are dated alike by all of them."""
    last = report("degraded", incidents=[incident(updated_at=ago(5))])
    assert objection(last, report("degraded", incidents=[incident(updated_at=ago(50))])) == ""


def test_a_page_that_suddenly_lists_nothing_is_objected_to_unless_it_shows_red():
    empty = report("unknown", (), reason="The page lists no components.")
    assert objection(report(), empty) == "The page lists no components."
    assert objection(empty, empty) == ""
    assert objection(report(), report("outage", ())) == ""
