"""Words become states, incidents raise the components they name, and one report comes out."""

from datetime import UTC, datetime, timedelta

import pytest

from status.assess import LISTED, assess
from status.models import ComponentState, IncidentState, MaintenanceState, State
from status.platforms.raw import RawComponent, RawEvent, RawPage, RawUpdate
from status.ports import Page

NOW = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
PAGE = Page("https://status.example.com", "", NOW)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def report(components=(), events=(), page=PAGE, **told):
    settings = {"complete": True, "events_told": True, "title": "Example", **told}
    settings.setdefault("incidents_at", "/incidents/")
    return assess(RawPage("test", components=tuple(components), events=tuple(events), **settings), page)


def component(name: str = "Conversations", word: str = "operational", group: str | None = None) -> RawComponent:
    return RawComponent(f"{group}-{name}", name, group, word)


def event(word: str = "identified", impact: str = "major", named=(), **told) -> RawEvent:
    started = told.pop("started_at", ago(1))
    return RawEvent("e", "Errors", word, impact, tuple(named) or None, started, told.pop("updated_at", started), **told)


def states(given) -> dict[str, ComponentState]:
    return {one.name: one.state for one in given.components}


def test_an_incident_raises_the_components_that_the_page_left_green():
    both = [component("Conversations"), component("Search")]
    told = report(both, [event(named=[component("Conversations")])])
    assert states(told) == {"Conversations": ComponentState.OUTAGE, "Search": ComponentState.OK}
    assert told.incidents[0].components[0].state is ComponentState.OUTAGE


def test_where_the_page_keeps_states_itself_its_label_does_not_raise_the_recovered_ones():
    both = [component("Conversations", "major_outage"), component("Search")]
    told = report(both, [event(named=both)])
    assert states(told) == {"Conversations": ComponentState.OUTAGE, "Search": ComponentState.OK}


def test_a_component_is_raised_to_what_the_incident_says_of_it():
    told = report([component()], [event(impact="minor", named=[component(word="full_outage")])])
    assert states(told) == {"Conversations": ComponentState.OUTAGE}


@pytest.mark.parametrize("word", ["monitoring", "resolved"])
def test_an_incident_nobody_works_on_any_more_raises_nothing(word):
    told = report([component()], [event(word, named=[component()], resolved_at=ago(0.1))])
    assert states(told) == {"Conversations": ComponentState.OK}
    assert told.state is State.RECOVERING


def test_an_old_silent_incident_raises_nothing_and_stays_listed():
    told = report([component()], [event(named=[component()], started_at=ago(100), updated_at=ago(90))])
    assert (told.state, len(told.incidents)) == (State.OK, 1)


def test_a_running_window_puts_its_components_into_maintenance_and_never_hides_an_outage():
    window = RawEvent("m", "Upgrade", "in_progress", components=(component("A"), component("B")), planned=True)
    told = report([component("A"), component("B", "major_outage")], [window])
    assert states(told) == {"A": ComponentState.MAINTENANCE, "B": ComponentState.OUTAGE}


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [(1, -1, "in_progress"), (-1, -2, "scheduled"), (3, 2, "completed")],
)
def test_a_window_in_a_state_we_do_not_know_is_judged_by_the_clock(starts, ends, state):
    window = RawEvent("m", "Upgrade", "whatever", started_at=ago(starts), ends_at=ago(ends), planned=True)
    told = report([component()], [window])
    assert told.maintenances[0].state is MaintenanceState(state)
    assert "whatever" in told.warnings[0]


def test_a_name_without_id_means_every_component_of_that_name():
    logins = [component("Login", group="APIs"), component("Login", group="ChatGPT")]
    told = report(logins, [event(named=[RawComponent("", "login")])])
    assert [one.group for one in told.incidents[0].components] == ["APIs", "ChatGPT"]
    grouped = report(logins, [event(named=[RawComponent("", "Login", "ChatGPT")])])
    assert [one.group for one in grouped.incidents[0].components] == ["ChatGPT"]


def test_an_incident_in_a_state_we_do_not_know_is_open():
    told = report([component()], [event("wobbling")])
    assert told.incidents[0].state is IncidentState.INVESTIGATING
    assert "wobbling" in told.warnings[0]
    assert report([component()], [event("wobbling", resolved_at=ago(0.5))]).incidents[0].open is False


def test_the_newest_message_outranks_the_incidents_own_state():
    update = RawUpdate(ago(0.1), ago(0.1), "monitoring", "Again.")
    told = report([component()], [event("resolved", updates=(update,), resolved_at=ago(1))])
    assert told.incidents[0].state is IncidentState.MONITORING


def test_the_end_is_that_of_the_last_closing_message():
    """`resolved_at` freezes at the first end on a page that reopens incidents."""
    updates = tuple(RawUpdate(ago(hours), ago(hours), word, "") for hours, word in ((0.2, "resolved"), (3, "resolved")))
    told = report([component()], [event("resolved", updates=updates, resolved_at=ago(3))])
    assert told.incidents[0].resolved_at == ago(0.2)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://status.example.com/incidents/e?ref=1", "https://status.example.com/incidents/e?ref=1"),
        ("https://evil.example/incidents/e", "https://status.example.com/incidents/e"),
        ("https://user@status.example.com/", "https://status.example.com/incidents/e"),
        ("javascript:alert(1)", "https://status.example.com/incidents/e"),
        ("http://status.example.com/incidents/e", "https://status.example.com/incidents/e"),
        ("https://[broken", "https://status.example.com/incidents/e"),
        ("", "https://status.example.com/incidents/e"),
    ],
)
def test_a_link_leads_to_the_page_itself_or_is_made_up_from_the_id(url, link):
    assert report([component()], [event(url=url)]).incidents[0].url == link


def test_an_id_cannot_break_out_of_the_link():
    odd = RawEvent("../../x?y#z", "Errors", "investigating")
    assert report([component()], [odd]).incidents[0].url == "https://status.example.com/incidents/..%2F..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("name", "title", "source"),
    [
        ("Our status", "Example", "Our status"),
        ("", "Example", "Example status"),
        ("", "Example Status", "Example Status"),
    ],
)
def test_the_source_is_called_as_the_operator_says_else_as_the_page_does(name, title, source):
    page = Page(PAGE.url, name, NOW)
    assert report([component()], title=title, page=page).source == source


def test_a_page_without_a_name_is_called_by_its_host():
    assert report([component()], title="").source == "status.example.com"


def test_what_is_missing_is_said():
    assert report().reason == "The page lists no components."
    assert report([component()], complete=False).reason == "The page shows only some of its components."
    assert "Search" in report([component("Search", "wobbly")]).reason
    assert report([component()]).reason == ""


def test_a_report_is_partial_where_parts_or_incidents_are_hidden():
    assert not report([component()]).partial
    assert report([component()], complete=False).partial
    assert report([component()], events_told=False).partial


def test_the_number_of_incidents_and_windows_is_bounded_and_open_ones_come_first():
    past = [RawEvent(f"p{n}", "Past", "resolved", started_at=ago(3), resolved_at=ago(2)) for n in range(LISTED)]
    windows = [RawEvent(f"w{n}", "W", "scheduled", started_at=ago(-n), planned=True) for n in range(LISTED + 9)]
    told = report([component()], [*past, *windows, event()])
    assert told.incidents[0].open
    assert len(told.incidents) == len(told.maintenances) == LISTED
