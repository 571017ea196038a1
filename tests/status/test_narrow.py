"""A large page is cut down to the parts that matter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from status.models import (
    Component,
    ComponentState,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    State,
    StatusReport,
)
from status.narrow import narrow

NOW = datetime.now(UTC)
CACHE = Component("1", "CDN/Cache", "Sites", ComponentState.OK)
PARIS = Component("2", "Paris", "Europe", ComponentState.OUTAGE)


def incident(*components, state=IncidentState.INVESTIGATING):
    return Incident("i", "Errors", state, ComponentState.OUTAGE, components or None, NOW, NOW, None, "")


def page(*components, incidents=(), windows=(), **told):
    return StatusReport("Edge", "https://x", State.OUTAGE, NOW, components=components, incidents=incidents,
                        maintenances=windows, **told)  # fmt: skip


def test_without_names_the_page_counts_as_it_is():
    report = page(CACHE, PARIS)
    assert narrow(report, (), NOW) is report


@pytest.mark.parametrize("name", ["CDN/Cache", "cdn/cache", "Sites/CDN/Cache"])
def test_what_is_broken_elsewhere_does_not_count(name):
    report = narrow(page(CACHE, PARIS, incidents=(incident(PARIS),)), (name,), NOW)
    assert (report.state, report.components, report.incidents) == (State.OK, (CACHE,), ())


def test_what_is_broken_here_counts():
    out = replace(CACHE, state=ComponentState.OUTAGE)
    assert narrow(page(out, PARIS), ("CDN/Cache",), NOW).state is State.OUTAGE


def test_an_incident_that_names_no_part_may_be_of_any():
    report = narrow(page(CACHE, incidents=(incident(),)), ("CDN/Cache",), NOW)
    assert (report.state, len(report.incidents)) == (State.OUTAGE, 1)


def test_windows_of_other_parts_are_left_out():
    ours, theirs = (
        Maintenance(one.name, "Upgrade", MaintenanceState.IN_PROGRESS, (one,), NOW - timedelta(hours=1), None, "")
        for one in (CACHE, PARIS)
    )
    assert narrow(page(CACHE, PARIS, windows=(theirs,)), ("CDN/Cache",), NOW).state is State.OK
    assert narrow(page(CACHE, PARIS, windows=(theirs, ours)), ("CDN/Cache",), NOW).maintenances == (ours,)


def test_where_no_part_is_known_by_that_name_nothing_is_known():
    assert narrow(page(CACHE, PARIS), ("Renamed",), NOW).state is State.UNKNOWN


def test_a_page_that_hides_parts_is_no_better_for_being_cut_down():
    assert narrow(replace(page(CACHE, partial=True), state=State.UNKNOWN), ("CDN/Cache",), NOW).state is State.UNKNOWN


def test_a_report_that_ran_out_stays_unknown():
    old = page(CACHE).aged(timedelta(days=1), 60, 3600)
    assert narrow(old, ("CDN/Cache",), NOW).state is State.UNKNOWN
