"""incident.io: native bodies, the imitation of Statuspage, and any part of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from status.models import ComponentState, IncidentState, State
from status.platforms import incidentio
from status.ports import Page
from tests.status.bodies import HOST, SHAPES, bodies
from tests.status.captured import report_of
from tests.status.scenarios import SCENARIOS, ulid

PAGE = Page("https://status.openai.com", "", datetime.now(UTC))
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
# Neither shape lists every component, so what looks fine there is not known to be.
HIDES_PARTS = ("widget", "summary")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("scenario", "state"), STATES.items())
def test_every_scenario_in_every_shape(scenario, state, shape):
    report = incidentio.parse(bodies(SCENARIOS[scenario](), "incidentio", shape), PAGE)
    hidden = shape in HIDES_PARTS and (state == "ok" or scenario == "just-resolved")
    hidden = hidden or (shape == "widget" and scenario == "red-without-words")
    assert report.state == ("unknown" if hidden else state)
    assert report.partial == (shape in HIDES_PARTS)
    assert report.platform == "incidentio"
    assert report.warnings == ()


@pytest.mark.parametrize("shape", ["native", "widget", "proxy", "documented"])
def test_native_bodies_say_which_components_an_incident_hits(shape):
    page = replace(PAGE, now=datetime.now(UTC))
    report = incidentio.parse(bodies(SCENARIOS["conversations-down"](), "incidentio", shape), page)
    (incident,) = report.incidents
    assert [(one.name, one.group, one.state) for one in incident.components] == [
        ("Conversations", "ChatGPT", ComponentState.OUTAGE)
    ]
    assert incident.started_at <= incident.updated_at <= page.now
    assert incident.latest_update.startswith("The cause is identified")
    assert incident.url == f"https://status.openai.com/incidents/{incident.id}"


def test_a_link_to_the_page_itself_is_kept():
    report = incidentio.parse(bodies(SCENARIOS["maintenance-running"](), "incidentio"), PAGE)
    assert report.maintenances[0].url == f"https://status.openai.com/maintenances/{report.maintenances[0].id}"


def test_a_copy_of_a_page_is_asked_by_the_name_it_gives_itself():
    everything = bodies(SCENARIOS["all-fine"](), "incidentio")
    first = incidentio.wants({}, (), ())
    told = {path: everything[path] for path in first}
    assert incidentio.wants(told, first, ("mirror.example.com",)) == ("/proxy/mirror.example.com", f"/proxy/{HOST}")


def test_the_imitation_does_not_say_and_that_is_not_the_same_as_none():
    report = incidentio.parse(bodies(SCENARIOS["conversations-down"](), "incidentio", "shim"), PAGE)
    assert report.incidents[0].components is None
    assert [one.name for one in report.components if one.state is ComponentState.OUTAGE] == ["Conversations"]


@pytest.mark.parametrize("shape", ["native", "proxy"])
def test_groups_tell_components_of_one_name_apart(shape):
    report = incidentio.parse(bodies(SCENARIOS["all-fine"](), "incidentio", shape), PAGE)
    assert [one.group for one in report.components if one.name == "Login"] == ["APIs", "ChatGPT"]
    assert [one.group for one in report.components if one.name == "FedRAMP"] == [None]


def test_red_only_outside_the_summary_is_seen_under_a_label_of_none():
    report = report_of("incidentio-red-outside-summary")
    assert report.state is State.OUTAGE
    assert [(one.name, one.group) for one in report.components if one.state is ComponentState.OUTAGE] == [
        ("Quay", "Waterfront")
    ]


def test_the_summary_alone_shows_the_incident_and_never_green():
    report = report_of("incidentio-red-outside-summary", "/api/v2/summary.json")
    assert (report.state, report.partial) == (State.DEGRADED, True)


def test_components_alone_are_enough_for_red():
    report = report_of("incidentio-red-outside-summary", "/api/v2/components.json")
    assert (report.state, report.partial) == (State.OUTAGE, True)


def test_an_incident_told_by_three_endpoints_is_one_incident():
    (incident,) = report_of("incidentio-red-outside-summary").incidents
    assert [update.text for update in incident.updates] == [
        "We are still looking into this.",
        "We are looking into errors.",
    ]
    assert incident.started_at == datetime(2026, 9, 22, 8, 40, tzinfo=UTC)


def test_a_reopened_incident_is_open_although_it_has_an_end():
    report = report_of("incidentio-reopened")
    (incident,) = report.incidents
    assert (incident.state, incident.open, incident.resolved_at) == (IncidentState.MONITORING, True, None)
    assert report.state is State.RECOVERING


def test_an_incident_without_any_time_began_when_its_id_was_made():
    told = bodies(SCENARIOS["conversations-down"](), "incidentio", "widget")
    event = told["/api/v1/summary"]["ongoing_incidents"][0]
    event["id"], event["last_update_at"] = "01JRB888M6TJVDDKGCA1YZ3ZHT", None
    event["last_update_message"] = ""
    (incident,) = incidentio.parse(told, PAGE).incidents
    assert incident.started_at.strftime("%Y-%m-%d %H:%M") == "2025-04-08 17:48"


def test_a_component_that_only_an_incident_names_joins_the_list():
    """Pages add components in the middle of an outage."""
    told = bodies(SCENARIOS["conversations-down"](), "incidentio", "documented")
    new = {"id": ulid("new"), "name": "Dots", "current_status": "partial_outage"}
    told["/api/v1/summary"]["ongoing_incidents"][0]["affected_components"].append(new)
    report = incidentio.parse(told, PAGE)
    assert ("Dots", ComponentState.OUTAGE) in [(one.name, one.state) for one in report.components]


def test_components_hidden_from_visitors_are_left_out_unless_hit():
    told = bodies(SCENARIOS["conversations-down"](), "incidentio", "proxy")
    for item in told[f"/proxy/{HOST}"]["summary"]["structure"]["items"]:
        for one in item.get("group", {}).get("components", []):
            one["hidden"] = True
    names = [one.name for one in incidentio.parse(told, PAGE).components]
    assert names == ["Conversations", "FedRAMP", "Ads Manager", "Ads API"]


def test_affected_components_that_are_not_told_are_not_none():
    """Without that list nothing says that the others are operational."""
    told = bodies(SCENARIOS["all-fine"](), "incidentio", "proxy")
    del told[f"/proxy/{HOST}"]["summary"]["affected_components"]
    report = incidentio.parse(told, PAGE)
    assert (report.state, report.partial) == (State.UNKNOWN, True)


def test_an_empty_list_of_components_is_not_healthy():
    told = {"/api/v2/components.json": {"page": {"id": ulid("page")}, "components": []}}
    report = incidentio.parse(told, PAGE)
    assert (report.state, report.partial, report.reason) == (State.UNKNOWN, True, "The page lists no components.")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_recognised(shape):
    assert incidentio.recognises(bodies(SCENARIOS["all-fine"](), "incidentio", shape))


def test_a_statuspage_is_not_taken_for_one():
    told = bodies(SCENARIOS["conversations-down"](), "statuspage")
    assert not incidentio.recognises(told)
    for row in told["/api/v2/summary.json"]["components"]:
        row["id"] = ulid(row["id"])
    assert not incidentio.recognises(told)


def test_a_body_that_answers_every_path_is_not_taken_for_a_native_one():
    body = bodies(SCENARIOS["all-fine"](), "statuspage")["/api/v2/summary.json"]
    paths = ("/api/v1/summary", "/api/v2/components.json", f"/proxy/{HOST}", "/api/v2/summary.json")
    assert not incidentio.recognises(dict.fromkeys(paths, body))


def test_asks_components_and_widget_first_then_what_is_missing():
    everything = bodies(SCENARIOS["all-fine"](), "incidentio")
    first = incidentio.wants({}, (), (HOST,))
    assert first == ("/api/v2/components.json", "/api/v1/summary", "/api/v2/incidents.json")
    told = {path: everything[path] for path in first}
    assert incidentio.wants(told, first, (HOST,)) == (f"/proxy/{HOST}",)
    groups = incidentio.lasting(everything)
    assert incidentio.wants(told | groups, first, (HOST,)) == ()
    assert incidentio.wants({}, (*first, f"/proxy/{HOST}"), (HOST,)) == ("/api/v2/summary.json",)


def test_headings_are_all_that_lasts_and_never_count_as_states():
    groups = incidentio.lasting(bodies(SCENARIOS["all-fine"](), "incidentio"))
    report = incidentio.parse(groups, PAGE)
    assert (report.state, report.components) == (State.UNKNOWN, ())
