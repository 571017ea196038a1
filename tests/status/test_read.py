"""Reading one page over a real socket: what is asked, what is remembered, how silence is explained."""

from datetime import UTC, datetime, timedelta

import pytest

from status.factory import build_source
from status.models import ComponentState, State
from status.ports import StatusUnreadable
from status.settings import StatusSettings
from tests.status_server import StatusPage


def source_for(page, **told):
    return build_source(StatusSettings(page_url=page.url, allow_private=True, ttl_seconds=1, **told), total=3)


@pytest.fixture
async def source(status_page):
    built = source_for(status_page)
    yield built
    await built.aclose()


async def reason(source) -> StatusUnreadable:
    with pytest.raises(StatusUnreadable) as caught:
        await source.read()
    return caught.value


async def test_reads_a_page(status_page, source):
    status_page.scenario = "conversations-down"
    report = await source.read()
    assert (report.state, report.source, report.url) == (State.OUTAGE, "OpenAI Status", status_page.url)
    assert abs(datetime.now(UTC) - report.checked_at) < timedelta(seconds=30)


async def test_each_path_is_asked_once_a_read_and_what_is_missing_not_again(status_page, source):
    """Headings are kept as well: the proxy is not read again while components and widget answer."""
    await source.read()
    first = dict(status_page.hits)
    assert set(first.values()) == {1}
    await source.read()
    again = {path for path, count in status_page.hits.items() if count > first[path]}
    assert again == {"/api/v1/summary", "/api/v2/components.json", "/api/v2/incidents.json"}
    assert [one.group for one in (await source.read()).components if one.name == "Login"] == ["APIs", "ChatGPT"]


async def test_the_platform_is_remembered(status_page, source):
    status_page.platform = "statuspage"
    await source.read()
    status_page.hits.clear()
    await source.read()
    assert dict(status_page.hits) == {"/api/v2/summary.json": 1, "/api/v2/incidents.json": 1}


async def test_a_page_that_moves_to_another_platform_is_found_again(status_page, source):
    await source.read()
    status_page.platform = "statuspage"
    assert (await source.read()).platform == "statuspage"
    status_page.platform, status_page.scenario = "incidentio", "conversations-down"
    report = await source.read()
    assert (report.platform, report.state) == ("incidentio", State.OUTAGE)


@pytest.mark.parametrize("shape", ["native", "documented", "shim", "proxy"])
async def test_what_fails_is_made_up_for_by_what_answers(status_page, source, shape):
    status_page.scenario, status_page.shape = "conversations-down", shape
    status_page.fault, status_page.faulty_paths = "500", ("/api/v1/summary", "/api/v2/incidents.json")
    report = await source.read()
    assert report.state is State.OUTAGE
    assert [one.name for one in report.components if one.state is ComponentState.OUTAGE] == ["Conversations"]


async def test_components_that_fail_are_read_from_the_proxy(status_page, source):
    status_page.fault, status_page.faulty_paths = "html", ("/api/v2/components.json",)
    assert ((await source.read()).state, len((await source.read()).components)) == (State.OK, 34)


async def test_a_failure_of_one_path_is_not_taken_for_its_absence(status_page, source):
    status_page.fault, status_page.faulty_paths = "html", ("/api/v1/summary",)
    await source.read()
    status_page.fault, status_page.scenario = "", "conversations-down"
    assert (await source.read()).incidents[0].components is not None


async def test_a_path_that_asks_to_be_left_alone_is(status_page, source):
    status_page.moved = {"/api/v1/summary": (429, {"Retry-After": "600"})}
    await source.read()
    await source.read()
    assert status_page.hits["/api/v1/summary"] == 1


async def test_a_page_that_asks_to_be_left_alone_is_not_asked_and_says_so(status_page, source):
    status_page.fault = "429"
    first = await reason(source)
    asked = status_page.hits.total()
    second = await reason(source)
    assert "slow down" in str(first)
    assert str(first) == str(second)
    assert first.retry_after == 1
    assert status_page.hits.total() == asked


async def test_a_page_without_any_status_is_explained(status_page, source):
    status_page.replies = {path: {"hello": "world"} for path in status_page.content()}
    assert "nothing that looks like a status page" in str(await reason(source))


async def test_the_failure_that_explains_most_is_told(status_page, source):
    """Most paths are simply absent; that one of them is broken says more."""
    status_page.shape, status_page.fault, status_page.faulty_paths = "widget", "500", ("/api/v1/summary",)
    assert str(await reason(source)) == "127.0.0.1 answered with an error (500)."


async def test_a_silent_page_is_asked_for_the_first_wave_only(status_page, source):
    status_page.fault = "500"
    await reason(source)
    assert set(status_page.hits) == {"/api/v2/components.json", "/api/v1/summary", "/api/v2/incidents.json"}


async def test_a_private_page_is_refused_with_the_setting_that_would_allow_it():
    settings = StatusSettings(page_url="https://localhost")
    source = build_source(settings, total=3)
    told = str(await reason(source))
    assert "localhost is not a public address" in told
    assert "STATUS_ALLOW_PRIVATE=1" in told
    await source.aclose()


async def test_a_copy_from_a_cache_is_as_old_as_the_cache_says(status_page, source):
    status_page.headers = {"Age": "240"}
    report = await source.read()
    age = datetime.now(UTC) - report.checked_at
    assert timedelta(seconds=240) <= age < timedelta(seconds=300)


async def test_a_page_whose_clock_is_wrong_is_read_with_a_warning(status_page, source):
    status_page.fault = "skewed-clock"
    report = await source.read()
    assert report.state is State.OK
    assert "differ by about 1440 minutes" in report.warnings[0]


async def test_a_name_given_by_the_operator_wins(status_page):
    source = source_for(status_page, page_name="Our provider")
    assert (await source.read()).source == "Our provider"
    await source.aclose()


@pytest.mark.parametrize(("platform", "paths"), [("statuspage", "/api/v2"), ("incidentio", "/")])
async def test_a_forced_platform_asks_for_nothing_else(platform, paths):
    async with StatusPage("all-fine", "statuspage") as page:
        source = source_for(page, platform=platform)
        if platform == "statuspage":
            assert (await source.read()).platform == "statuspage"
        else:
            assert "nothing that looks like" in str(await reason(source))
        assert all(path.startswith(paths) for path in page.hits)
        await source.aclose()


async def test_a_known_page_that_misbehaves_is_not_asked_again_for_what_it_never_had(status_page, source):
    """All platforms are tried once, in case the page has moved; after that only its own for a while."""
    await source.read()
    status_page.fault = "html"
    await reason(source)
    assert "/index.json" in status_page.hits
    status_page.hits.clear()
    await reason(source)
    assert status_page.hits
    assert all(path.startswith(("/api/v1/summary", "/api/v2/", "/proxy/")) for path in status_page.hits)
    status_page.fault = ""
    assert (await source.read()).state is State.OK
    status_page.platform = "statuspage"
    assert (await source.read()).platform == "statuspage"


async def test_what_hangs_is_not_asked_for_what_other_platforms_have(status_page):
    """Paths that are known to be missing are no answer: with them a page that hangs would be tried to the end."""
    quick = build_source(StatusSettings(page_url=status_page.url, allow_private=True), total=0.3)
    await quick.read()
    status_page.hits.clear()
    status_page.delay = 60
    await reason(quick)
    assert not {"/index.json", "/summary.json", "/"} & set(status_page.hits)
    await quick.aclose()


@pytest.mark.parametrize(("platform", "path"), [("atom", "/history.atom"), ("rss", "/feed.rss")])
async def test_the_address_may_be_a_feeds_own(status_page, platform, path):
    status_page.platform, status_page.scenario = platform, "conversations-down"
    settings = StatusSettings(page_url=status_page.url + path, allow_private=True)
    direct = build_source(settings, total=3)
    report = await direct.read()
    assert (report.platform, report.state, len(report.incidents)) == ("feed", State.DEGRADED, 1)
    await direct.aclose()
