"""What every source of the truth about right now does, whichever platform it reads."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from status.cache import CachedStatus
from status.factory import PLATFORMS, build_source
from status.models import ComponentState, Freshness, IncidentState, State, StatusReport
from status.platforms.fixed import FixedFile, FixedStatus, NothingToRead
from status.ports import StatusUnreadable
from status.settings import StatusSettings
from tests.status.bodies import bodies
from tests.status.scenarios import SCENARIOS
from tests.status_server import StatusPage

PAGES = ("incidentio", "statuspage")
SOURCES = (*PAGES, "fixed file", "fixed report")


class Rig:
    """One kind of source, with a way to make it say something and a way to break it."""

    def __init__(self, kind, page, path):
        self.kind = kind
        self.page = page
        self.path = path

    def source(self, scenario="conversations-down"):
        self.say(scenario)
        if self.kind in PAGES:
            return build_source(StatusSettings(page_url=self.page.url, allow_private=True), total=3)
        return FixedFile(self.path, PLATFORMS)

    def say(self, scenario):
        self.page.scenario = scenario
        self.path.write_text(json.dumps({"bodies": bodies(SCENARIOS[scenario](), "incidentio")}))

    def break_it(self):
        self.page.fault = "500"
        self.path.write_text("damaged")


@pytest.fixture(params=[*PAGES, "fixed file"])
async def rig(request, tmp_path):
    platform = request.param if request.param in PAGES else "incidentio"
    async with StatusPage("all-fine", platform) as page:
        yield Rig(request.param, page, tmp_path / "page.json")


@pytest.fixture(params=SOURCES)
async def source(request, tmp_path):
    """A source of every kind that says that conversations are down."""
    platform = request.param if request.param in PAGES else "incidentio"
    async with StatusPage("all-fine", platform) as page:
        built = Rig(request.param, page, tmp_path / "page.json").source()
        given = FixedStatus(await built.read()) if request.param == "fixed report" else built
        yield given
        await built.aclose()


async def test_a_report_is_whole(source):
    report = await source.read()
    assert isinstance(report, StatusReport)
    assert (report.state, report.freshness, report.reason) == (State.OUTAGE, Freshness.FRESH, "")
    assert report.source == report.source.strip() != ""
    assert len(report.components) == len({component.id for component in report.components}) == 34
    (incident,) = report.incidents
    assert (incident.state, incident.impact) == (IncidentState.IDENTIFIED, ComponentState.OUTAGE)
    assert [component.name for component in incident.components] == ["Conversations"]


async def test_times_are_moments_in_utc_and_in_order(source):
    report = await source.read()
    (incident,) = report.incidents
    assert datetime.now(UTC) - report.checked_at < timedelta(seconds=30)
    assert incident.started_at <= incident.updated_at <= report.checked_at + timedelta(seconds=5)
    for moment in (report.checked_at, incident.started_at, *(update.posted_at for update in incident.updates)):
        assert moment.utcoffset() == timedelta(0)


async def test_messages_stand_newest_first(source):
    (incident,) = (await source.read()).incidents
    times = [update.posted_at for update in incident.updates]
    assert times == sorted(times, reverse=True)
    assert incident.latest_update == incident.updates[0].text


async def test_the_groups_of_components_of_one_name_differ(source):
    report = await source.read()
    assert sorted(one.group for one in report.components if one.name == "Login") == ["APIs", "ChatGPT"]


async def test_reading_twice_says_the_same(source):
    first, second = await source.read(), await source.read()
    assert (first.state, first.components) == (second.state, second.components)


async def test_closing_may_be_repeated(source):
    await source.aclose()
    await source.aclose()


async def test_a_source_follows_what_is_said(rig):
    source = rig.source("all-fine")
    assert (await source.read()).state is State.OK
    rig.say("conversations-down")
    assert (await source.read()).state is State.OUTAGE
    rig.say("just-resolved")
    assert (await source.read()).state is State.RECOVERING
    await source.aclose()


async def test_a_source_that_cannot_read_raises_one_plain_sentence(rig):
    source = rig.source()
    rig.break_it()
    with pytest.raises(StatusUnreadable) as caught:
        await source.read()
    told = str(caught.value)
    assert told[0] == told[0].upper() or told[0].isdigit()
    assert told.endswith(".")
    assert str(rig.path) not in told
    await source.aclose()


async def test_a_source_recovers(rig):
    source = rig.source()
    rig.break_it()
    with pytest.raises(StatusUnreadable):
        await source.read()
    rig.page.fault = ""
    rig.say("all-fine")
    assert (await source.read()).state is State.OK
    await source.aclose()


async def test_the_cache_makes_of_every_source_a_report_that_never_raises(rig):
    settings = StatusSettings(ttl_seconds=1)
    cached = CachedStatus(rig.source(), settings)
    assert (await cached.current(wait=5)).state is State.OUTAGE
    await cached.aclose()
    silent = CachedStatus(NothingToRead("Nothing to read."), settings)
    assert (await silent.current(wait=5)).reason == "Nothing to read."
    await silent.aclose()
