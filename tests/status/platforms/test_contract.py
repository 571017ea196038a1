"""What every platform's adapter does, over one set of scenarios, through a real socket and from bodies alone."""

from datetime import UTC, datetime, timedelta

import pytest

from status.detect import recognise
from status.factory import PLATFORMS, build_source
from status.models import ComponentState, IncidentState, MaintenanceState, State
from status.ports import Page
from status.settings import StatusSettings
from tests.status.bodies import bodies
from tests.status.other_bodies import OTHERS
from tests.status.scenarios import SCENARIOS
from tests.status_server import StatusPage

ALL = ("incidentio", "statuspage", *OTHERS)
MODULES = {"cachet2": "cachet", "cachet3": "cachet", "atom": "feed", "rss": "feed"}
FEEDS = ("atom", "rss")
PROBES = ("uptimekuma", "upptime")
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
# What a platform cannot say. A feed lists no components, so it never proves that all is well, and no impact, so the
# worst is "degraded"; a probe knows up and down; the rest forget what ended.
DIFFERENT = {
    ("instatus", "just-resolved"): "ok",
    ("uptimekuma", "just-resolved"): "ok",
    ("uptimekuma", "conversations-degraded"): "outage",
    ("uptimekuma", "monitoring"): "outage",
    ("upptime", "just-resolved"): "ok",
    ("upptime", "monitoring"): "degraded",
    ("upptime", "maintenance-running"): "outage",
    ("instatus", "monitoring"): "recovering",
    ("betterstack", "monitoring"): "degraded",
    **{(feed, "all-fine"): "unknown" for feed in FEEDS},
    **{(feed, "just-resolved"): "unknown" for feed in FEEDS},
    **{(feed, "maintenance-tomorrow"): "unknown" for feed in FEEDS},
    **{(feed, "red-without-words"): "unknown" for feed in FEEDS},
    **{(feed, "conversations-down"): "degraded" for feed in FEEDS},
    **{(feed, "api-only"): "degraded" for feed in FEEDS},
    ("rss", "maintenance-running"): "unknown",
}
CASES = [(platform, scenario) for platform in ALL for scenario in STATES]


def module_of(platform):
    named = MODULES.get(platform, platform)
    return next(one for one in PLATFORMS if one.name == named)


def as_read(platform, content):
    """Return the bodies by the paths under which they are asked: the page itself, and steps up from it."""
    home = {"statusio": "/1.0/status/", "uptimekuma": "/status/"}.get(platform)
    steps = {path: f"/../..{path}" if platform == "uptimekuma" else path for path in content}
    return {"" if home and path.startswith(home) else steps[path]: body for path, body in content.items()}


def report_of(platform, scenario, change=lambda body: body):
    content = as_read(platform, bodies(SCENARIOS[scenario](), platform))
    page = Page("https://status.harbor.example", "", datetime.now(UTC))
    return module_of(platform).parse({path: change(body) for path, body in content.items()}, page)


def replaced(body, old, new):
    """Return a body in which one word stands for another, wherever it is a whole value."""
    if isinstance(body, dict):
        return {key: replaced(one, old, new) for key, one in body.items()}
    if isinstance(body, list):
        return [replaced(one, old, new) for one in body]
    return new if type(body) is type(old) and body == old else body


@pytest.mark.parametrize(("platform", "scenario"), CASES)
def test_every_scenario_has_its_state(platform, scenario):
    report = report_of(platform, scenario)
    assert report.state is State(DIFFERENT.get((platform, scenario), STATES[scenario]))
    assert report.platform == module_of(platform).name
    assert report.warnings == ()
    assert bool(report.components) != (platform in FEEDS)


@pytest.mark.parametrize("scenario", ["all-fine", "conversations-down"])
@pytest.mark.parametrize("platform", ALL)
async def test_a_page_is_found_and_read_at_the_address_a_person_copies(platform, scenario):
    async with StatusPage(scenario, platform) as page:
        source = build_source(StatusSettings(page_url=page.home, allow_private=True), total=3)
        report = await source.read()
        again = await source.read()
        await source.aclose()
    assert (report.platform, report.state) == (
        module_of(platform).name,
        State(DIFFERENT.get((platform, scenario), STATES[scenario])),
    )
    assert (again.state, again.components) == (report.state, report.components)


@pytest.mark.parametrize("platform", ALL)
async def test_once_known_a_page_is_asked_only_for_what_changes(platform):
    async with StatusPage("conversations-down", platform) as page:
        source = build_source(StatusSettings(page_url=page.home, allow_private=True), total=3)
        await source.read()
        await source.read()
        page.hits.clear()
        await source.read()
        await source.aclose()
    assert max(page.hits.values()) == 1
    assert len(page.hits) <= 3


@pytest.mark.parametrize("platform", ALL)
async def test_a_forced_platform_is_read_without_trying_others(platform):
    async with StatusPage("conversations-down", platform) as page:
        forced = StatusSettings(page_url=page.home, allow_private=True, platform=module_of(platform).name)
        source = build_source(forced, total=3)
        report = await source.read()
        await source.aclose()
    assert report.platform == module_of(platform).name
    assert not {"/api/v1/summary", "/api/v2/summary.json"} & set(page.hits) or platform in ("incidentio", "statuspage")


@pytest.mark.parametrize("platform", ALL)
def test_no_other_platform_claims_these_bodies(platform):
    content = as_read(platform, bodies(SCENARIOS["conversations-down"](), platform))
    assert recognise(PLATFORMS, content) is module_of(platform)


@pytest.mark.parametrize("platform", [one for one in ALL if one not in FEEDS])
def test_the_component_that_is_out_is_named(platform):
    report = report_of(platform, "conversations-down")
    assert [one.name.split()[-1] for one in report.components if one.state is ComponentState.OUTAGE] == [
        "Conversations"
    ]
    assert len(report.components) == 34


@pytest.mark.parametrize("platform", [one for one in ALL if one not in (*FEEDS, "upptime", "statusio")])
def test_groups_tell_components_of_one_name_apart(platform):
    logins = sorted(one.group or "" for one in report_of(platform, "all-fine").components if one.name == "Login")
    assert logins == ["APIs", "ChatGPT"]


@pytest.mark.parametrize("platform", [one for one in ALL if one != "upptime"])
def test_an_open_incident_is_told_with_its_times_in_utc(platform):
    (incident,) = report_of(platform, "conversations-down").incidents
    now = datetime.now(UTC)
    assert incident.title == "Elevated errors in ChatGPT Conversations"
    assert incident.open
    begun = now - incident.started_at
    assert timedelta(minutes=11) < begun < timedelta(minutes=37)
    assert timedelta(minutes=10) < now - incident.updated_at < timedelta(minutes=14)
    assert incident.started_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("platform", ["betterstack", "statusio", "cachet2", "cachet3", "atom", "rss"])
def test_an_incident_that_ended_is_told_as_ended(platform):
    (incident,) = report_of(platform, "just-resolved").incidents
    assert incident.state is IncidentState.RESOLVED
    assert timedelta(minutes=13) < datetime.now(UTC) - incident.resolved_at < timedelta(minutes=17)


@pytest.mark.parametrize("platform", [one for one in ALL if one not in ("upptime", "rss")])
def test_windows_are_running_or_ahead(platform):
    states = {
        scenario: [one.state for one in report_of(platform, scenario).maintenances]
        for scenario in ("maintenance-running", "maintenance-tomorrow")
    }
    assert states == {
        "maintenance-running": [MaintenanceState.IN_PROGRESS],
        "maintenance-tomorrow": [MaintenanceState.SCHEDULED],
    }


STRANGE = {
    "incidentio": ("operational", "wobbly"),
    "statuspage": ("operational", "wobbly"),
    "instatus": ("OPERATIONAL", "WOBBLY"),
    "betterstack": ("operational", "wobbly"),
    "statusio": (100, 777),
    "uptimekuma": (1, 777),
    "upptime": ("up", "wobbly"),
    "cachet2": (1, 777),
    "cachet3": (1, 777),
}


@pytest.mark.parametrize(("platform", "words"), STRANGE.items())
def test_an_unseen_word_is_unknown_and_kept_in_a_warning(platform, words):
    report = report_of(platform, "all-fine", lambda body: replaced(body, *words))
    assert report.state is State.UNKNOWN
    assert ComponentState.OK not in {one.state for one in report.components}
    assert any(str(words[1]) in warning for warning in report.warnings)


@pytest.mark.parametrize(("platform", "words"), STRANGE.items())
def test_an_unseen_word_beside_red_leaves_it_red(platform, words):
    report = report_of(platform, "conversations-down", lambda body: replaced(body, *words))
    assert report.state is State.OUTAGE


def test_an_unseen_word_in_a_feed_is_no_incident_and_is_kept_in_a_warning():
    report = report_of(
        "atom", "just-resolved", lambda body: body.replace("Resolved", "Wobbly").replace("ing&lt;", "ish&lt;")
    )
    assert (report.state, report.incidents) == (State.UNKNOWN, ())
    assert any("Wobbly" in warning for warning in report.warnings)


JUNK = (None, 7, "words", [], {}, [1, None], True, [[]], [{}], {"data": [{}]}, {"result": {}}, "<html></html>", "<rss>")


@pytest.mark.parametrize("platform", ALL)
def test_junk_for_any_body_is_survived_and_never_fine(platform):
    content = as_read(platform, bodies(SCENARIOS["all-fine"](), platform))
    module = module_of(platform)
    page = Page("https://status.harbor.example", "", datetime.now(UTC))
    for junk in JUNK:
        broken = dict.fromkeys(content, junk)
        module.recognises(broken)
        module.wants(broken, (), ("status.harbor.example",))
        module.lasting(broken)
        assert module.parse(broken, page).state is not State.OK, junk


REMOVED = object()


def without(body, key, junk):
    if isinstance(body, list):
        return [without(one, key, junk) for one in body]
    if not isinstance(body, dict):
        return body
    kept = {name: junk if name == key else without(one, key, junk) for name, one in body.items()}
    return {name: one for name, one in kept.items() if one is not REMOVED}


def keys(body):
    if isinstance(body, dict):
        return set(body) | {key for one in body.values() for key in keys(one)}
    return {key for one in body for key in keys(one)} if isinstance(body, list) else set()


@pytest.mark.parametrize("platform", [one for one in OTHERS if one not in FEEDS])
def test_whatever_one_key_becomes_red_is_never_read_as_fine(platform):
    content = as_read(platform, bodies(SCENARIOS["red-without-words"](), platform))
    page = Page("https://status.harbor.example", "", datetime.now(UTC))
    for key in sorted({key for body in content.values() for key in keys(body)}):
        for junk in (REMOVED, None, 7, "words", [], {}, [1, None], True):
            broken = {path: without(body, key, junk) for path, body in content.items()}
            assert module_of(platform).parse(broken, page).state is not State.OK, (key, junk)
