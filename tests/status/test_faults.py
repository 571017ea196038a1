"""A page may misbehave in every way: no answer waits for it, none turns green, none is shown fresher than it is."""

import asyncio

import pytest

from status.cache import CachedStatus
from status.factory import build_source
from status.models import ComponentState, Freshness, State
from status.settings import StatusSettings
from tests.status.scenarios import SCENARIOS, UNREADABLE
from tests.status.waiting import Clock, until
from tests.status_server import FAULTS, StatusPage

PLATFORMS = ("incidentio", "statuspage")
TTL = 0.2
WORSE = (State.OUTAGE, State.DEGRADED)


@pytest.fixture(params=PLATFORMS)
async def page(request):
    async with StatusPage("all-fine", request.param) as running:
        yield running


@pytest.fixture
async def status(page):
    """A cache over this page, read every tenth of a second, whose reports age only when the clock is moved."""
    settings = StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=TTL, max_age_seconds=100)
    clock = Clock()
    cached = CachedStatus(build_source(settings, total=0.3), settings, clock=clock)
    cached.clock = clock
    yield cached
    await cached.aclose()


async def read_again(page, times=2):
    """Wait until the page was asked some more."""
    before = page.hits.total() + page.connections
    await until(lambda: page.hits.total() + page.connections >= before + times)


async def changed(status, holds):
    """Return the first report of which something holds; fail when there is none within ten seconds."""
    async with asyncio.timeout(10):
        while not holds(current := await status.current()):  # noqa: ASYNC110 - the cache announces nothing
            await asyncio.sleep(0.01)
    return current


@pytest.mark.parametrize("fault", FAULTS)
async def test_from_cold_nothing_is_known_and_said_so(page, status, fault):
    page.fault = fault
    current = await status.current(wait=5)
    assert current.state is State.UNKNOWN
    assert current.reason.endswith(".")
    assert {one.state for one in current.components} <= {ComponentState.UNKNOWN}
    assert current.incidents == ()


@pytest.mark.parametrize("fault", FAULTS)
async def test_after_a_good_read_red_stays_red_and_ages(page, status, fault):
    page.scenario = "conversations-down"
    await changed(status, lambda current: current.state is State.OUTAGE)
    page.fault = fault
    await read_again(page)
    assert (await status.current()).state in WORSE
    status.clock.seconds += 50
    aged = await status.current()
    assert aged.freshness is Freshness.STALE or fault == "unknown-words"
    status.clock.seconds += 200
    assert (await status.current()).state in (State.UNKNOWN, *WORSE)


@pytest.mark.parametrize("fault", [*FAULTS, "old", "skewed-clock"])
async def test_no_fault_makes_a_green_page_red(page, status, fault):
    page.remember()
    await changed(status, lambda current: current.state is State.OK)
    page.fault = fault
    await read_again(page)
    seen = {(await status.current()).state for _ in range(3)}
    status.clock.seconds += 50
    seen.add((await status.current()).state)
    assert not seen & {*WORSE, State.MAINTENANCE, State.RECOVERING}


async def test_a_page_whose_clock_is_a_day_off_is_read_and_its_age_is_ours(page, status):
    page.fault = "skewed-clock"
    current = await status.current(wait=5)
    assert (current.state, current.freshness) == (State.OK, Freshness.FRESH)
    assert any("clock" in warning for warning in current.warnings)


@pytest.mark.parametrize("fault", FAULTS)
async def test_after_a_good_read_green_is_never_shown_fresher_than_it_is(page, status, fault):
    await changed(status, lambda current: current.state is State.OK)
    page.fault, page.scenario = fault, "conversations-down"
    await changed(status, lambda current: status.problems or current.state is not State.OK)
    status.clock.seconds += 50
    aged = await status.current()
    assert aged.freshness is Freshness.STALE or aged.state is not State.OK
    status.clock.seconds += 200
    assert (await status.current()).state is not State.OK


async def test_a_page_that_recovers_is_read_again(page, status):
    page.fault = "500"
    assert (await status.current(wait=5)).state is State.UNKNOWN
    page.fault = ""
    await until(lambda: not status.problems)
    assert (await status.current()).state is State.OK


async def test_an_old_body_replayed_never_turns_red_into_green():
    """A Statuspage dates its bodies: an older one is no news, however often it comes."""
    async with StatusPage("all-fine", "statuspage") as page:
        settings = StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=TTL, max_age_seconds=100)
        cached = CachedStatus(build_source(settings, total=0.3), settings)
        page.remember()
        page.scenario = "conversations-down"
        assert (await cached.current(wait=5)).state is State.OUTAGE
        page.fault = "old"
        await until(lambda: cached.problems)
        await read_again(page, 10)
        assert (await cached.current()).state is State.OUTAGE
        assert "older copy" in cached.problems[0]
        await cached.aclose()


async def test_an_old_body_is_no_news_either_when_the_last_report_has_run_out():
    async with StatusPage("all-fine", "statuspage") as page:
        settings = StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=TTL, max_age_seconds=100)
        clock = Clock()
        cached = CachedStatus(build_source(settings, total=3), settings, clock=clock)
        page.remember()
        await changed(cached, lambda current: current.state is State.OK)
        page.fault, page.scenario = "old", "conversations-down"
        clock.seconds += 500
        await until(lambda: cached.problems)
        await read_again(page, 10)
        current = await cached.current()
        assert (current.state, current.freshness) == (State.UNKNOWN, Freshness.UNKNOWN)
        page.fault = ""
        assert (await changed(cached, lambda current: current.state is not State.UNKNOWN)).state is State.OUTAGE
        await cached.aclose()


async def test_an_undated_old_body_leaves_at_best_a_recovery():
    """incident.io does not date its bodies: what vanished is believed at the second read, and never as plain green."""
    async with StatusPage("all-fine", "incidentio") as page:
        settings = StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=TTL, max_age_seconds=100)
        cached = CachedStatus(build_source(settings, total=0.3), settings)
        page.remember()
        page.scenario = "conversations-down"
        assert (await cached.current(wait=5)).state is State.OUTAGE
        page.fault = "old"
        seen = set()
        await changed(cached, lambda current: seen.add(current.state) or State.RECOVERING in seen)
        assert State.OK not in seen
        assert (await cached.current()).incidents[0].open is False
        await cached.aclose()


async def test_a_slow_page_makes_nobody_wait_once_there_is_a_report(page, status):
    assert (await status.current(wait=5)).state is State.OK
    page.delay = 60
    await read_again(page, 1)
    pending = page.hits.total()
    answers = [await status.current(wait=60) for _ in range(1000)]
    assert {answer.state for answer in answers} == {State.OK}
    assert page.hits.total() <= pending + 2


async def test_however_many_ask_each_path_is_read_at_most_once_per_half_ttl(page, status):
    """Ten reads take at least eight tenths of ten half TTLs each: the interval's jitter is a fifth."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    path = "/api/v2/incidents.json"
    while page.hits[path] < 10:
        await asyncio.gather(*(status.current() for _ in range(50)))
        await asyncio.sleep(0.001)
    assert max(page.hits.values()) <= page.hits[path] + 1
    assert loop.time() - began >= 9 * 0.8 * TTL / 2


@pytest.mark.parametrize("scenario", [*SCENARIOS, UNREADABLE])
async def test_every_scenario_has_its_state_end_to_end(page, status, scenario):
    page.scenario = scenario
    expected = {
        "all-fine": "ok",
        "conversations-degraded": "degraded",
        "conversations-down": "outage",
        "api-only": "outage",
        "maintenance-running": "maintenance",
        "maintenance-tomorrow": "ok",
        "just-resolved": "recovering",
        "monitoring": "recovering",
        "red-without-words": "outage",
        UNREADABLE: "unknown",
    }
    current = await status.current(wait=5)
    assert current.state is State(expected[scenario])
    assert (current.freshness is Freshness.UNKNOWN) == (scenario == UNREADABLE)


async def test_what_an_incident_hit_is_remembered_when_its_page_forgets():
    """incident.io's history names no components; the widget did while the incident was open."""
    async with StatusPage("conversations-down", "incidentio", "documented") as page:
        settings = StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=TTL)
        cached = CachedStatus(build_source(settings, total=0.3), settings)
        assert (await cached.current(wait=5)).incidents[0].components
        content = page.content()
        history = content["/api/v2/incidents.json"]["incidents"][0]
        history |= {"status": "resolved", "resolved_at": history["updated_at"]}
        history["incident_updates"][0]["status"] = "resolved"
        page.scenario, page.replies = "all-fine", {"/api/v2/incidents.json": content["/api/v2/incidents.json"]}
        current = await changed(cached, lambda current: current.state is State.RECOVERING)
        assert [one.name for one in current.incidents[0].components] == ["Conversations"]
        await cached.aclose()
