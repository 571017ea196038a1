"""Atlassian Statuspage: every scenario, every shape of answer, everything missing."""

from datetime import UTC, datetime

import pytest

from status.models import ComponentState, IncidentState, MaintenanceState, State
from status.platforms import statuspage
from status.ports import Page
from tests.status.bodies import bodies
from tests.status.captured import captured, report_of
from tests.status.scenarios import SCENARIOS

NOW = datetime.now(UTC)
PAGE = Page("https://status.example.com", "", NOW)
STATES = {
    "all-fine": "ok",
    "conversations-degraded": "degraded",
    "conversations-down": "outage",
    "api-only": "outage",
    "maintenance-running": "maintenance",
    "maintenance-tomorrow": "ok",
    "just-resolved": "recovering",
    "monitoring": "recovering",
    "red-without-words": "outage",
}


@pytest.mark.parametrize(("scenario", "state"), STATES.items())
def test_every_scenario_has_its_state(scenario, state):
    report = statuspage.parse(bodies(SCENARIOS[scenario](), "statuspage"), PAGE)
    assert (report.state, report.platform, report.partial, report.warnings) == (State(state), "statuspage", False, ())
    assert len(report.components) == 34


@pytest.mark.parametrize(("scenario", "state"), STATES.items())
def test_the_summary_alone_tells_all_but_what_ended_lately(scenario, state):
    report = statuspage.parse(bodies(SCENARIOS[scenario](), "statuspage", "summary"), PAGE)
    assert report.state == ("ok" if scenario == "just-resolved" else state)


def test_components_carry_their_groups_and_groups_are_no_components():
    report = statuspage.parse(bodies(SCENARIOS["conversations-down"](), "statuspage"), PAGE)
    logins = [one.group for one in report.components if one.name == "Login"]
    assert logins == ["APIs", "ChatGPT"]
    assert not [one for one in report.components if one.name in ("APIs", "ChatGPT")]
    assert [one.name for one in report.components if one.state is ComponentState.OUTAGE] == ["Conversations"]


def test_windows_of_all_states_are_told_apart():
    report = report_of("statuspage-windows-and-history")
    assert [(one.title, one.state) for one in report.maintenances] == [
        ("Painting", MaintenanceState.IN_PROGRESS),
        ("Dredging", MaintenanceState.IN_PROGRESS),
        ("New moorings", MaintenanceState.SCHEDULED),
        ("Lamp change", MaintenanceState.COMPLETED),
    ]
    assert report.maintenances[1].starts_at == datetime(2026, 6, 6, 18, 0, tzinfo=UTC)
    assert report.maintenances[1].ends_at == datetime(2026, 6, 6, 20, 0, tzinfo=UTC)
    assert report.maintenances[2].components is None
    assert report.state is State.MAINTENANCE


def test_what_ended_within_a_day_stays_and_older_history_goes():
    """An edit weeks later does not make an old incident new."""
    report = report_of("statuspage-windows-and-history")
    assert [one.title for one in report.incidents] == ["Fog delays some ferries", "Odd noises"]
    assert {one.state for one in report.incidents} == {IncidentState.RESOLVED}


def test_components_of_an_incident_are_found_by_name_or_by_what_its_messages_changed():
    by_name, by_message = report_of("statuspage-windows-and-history").incidents
    assert [(one.name, one.state) for one in by_name.components] == [("Ferry", ComponentState.OK)]
    assert [(one.name, one.group) for one in by_message.components] == [("Crane", "Waterfront")]


def test_a_back_dated_message_keeps_both_its_times():
    """The gap between them is the page's delay."""
    incident = report_of("statuspage-windows-and-history").incidents[0]
    first = incident.updates[-1]
    assert first.at == incident.started_at == datetime(2026, 6, 6, 18, 10, tzinfo=UTC)
    assert first.posted_at == datetime(2026, 6, 6, 18, 37, 44, 395000, tzinfo=UTC)


def test_messages_are_plain_text_and_links_lead_to_the_page_itself():
    incident = report_of("statuspage-windows-and-history").incidents[0]
    assert incident.latest_update == "Fog has lifted & ferries run. See here."
    assert incident.url.startswith("https://status.harbor.example/incidents/")


def test_unknown_words_are_kept_in_a_warning():
    report = report_of("statuspage-windows-and-history")
    assert report.incidents[1].impact is ComponentState.UNKNOWN
    assert report.incidents[1].impact_raw == "catastrophic"
    assert any("catastrophic" in warning for warning in report.warnings)


def test_history_alone_never_counts_as_fine():
    report = report_of("statuspage-windows-and-history", "/api/v2/incidents.json")
    assert (report.state, report.components) == (State.UNKNOWN, ())
    assert report.reason == "The page lists no components."


@pytest.mark.parametrize(
    ("body", "known"),
    [
        ({"page": {"id": "x"}, "components": []}, True),
        ({"page": {}, "status": {"indicator": "none"}}, True),
        ({"status": {"indicator": "none"}}, True),
        ({"page": {"id": "x"}}, False),
        ({"page": "x", "components": [{}]}, False),
        ({"status": "UP"}, False),
        ({}, False),
        ([], False),
        (None, False),
        ("text", False),
    ],
)
def test_a_page_is_recognised_by_its_shape(body, known):
    assert statuspage.recognises({"/api/v2/summary.json": body}) is known


@pytest.mark.parametrize("indicator", ["minor", "major", "critical", "maintenance"])
def test_a_red_label_makes_a_page_not_fine_although_every_component_is(indicator):
    told = bodies(SCENARIOS["all-fine"](), "statuspage")
    told["/api/v2/summary.json"]["status"]["indicator"] = indicator
    assert statuspage.parse(told, PAGE).state in (State.DEGRADED, State.OUTAGE, State.MAINTENANCE)


@pytest.mark.parametrize("indicator", ["none", "minor"])
def test_a_label_never_makes_a_page_better(indicator):
    told = bodies(SCENARIOS["conversations-down"](), "statuspage")
    told["/api/v2/summary.json"]["status"]["indicator"] = indicator
    assert statuspage.parse(told, PAGE).state is State.OUTAGE


def test_an_unseen_label_is_unknown_and_said():
    told = bodies(SCENARIOS["all-fine"](), "statuspage")
    told["/api/v2/summary.json"]["status"]["indicator"] = "wobbly"
    report = statuspage.parse(told, PAGE)
    assert report.state is State.UNKNOWN
    assert "wobbly" in report.warnings[0]


def test_wants_the_single_lists_only_where_the_summary_does_not_do():
    full = bodies(SCENARIOS["all-fine"](), "statuspage", "native")
    first = statuspage.wants({}, (), ())
    assert first == ("/api/v2/summary.json", "/api/v2/incidents.json")
    assert statuspage.wants(full, first, ()) == ()
    assert "/api/v2/components.json" in statuspage.wants({}, first, ())


def test_the_single_lists_tell_as_much_as_the_summary():
    told = bodies(SCENARIOS["maintenance-running"](), "statuspage")
    del told["/api/v2/summary.json"]
    report = statuspage.parse(told, PAGE)
    assert (report.state, len(report.components)) == (State.MAINTENANCE, 34)


def test_nothing_is_kept_between_reads():
    assert statuspage.lasting(captured("statuspage-windows-and-history")["bodies"]) == {}
