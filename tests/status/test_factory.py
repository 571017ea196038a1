"""Wiring: which source serves which setting, and reading once for somebody who waits."""

import pytest

from status.factory import PLATFORMS, build_source, build_status, read_once
from status.models import Freshness, State
from status.platforms.fixed import FixedFile, NothingToRead
from status.read import PageSource
from status.settings import StatusSettings
from tests.status.captured import FOLDER
from tests.status.waiting import until


@pytest.mark.parametrize(
    ("url", "kind"),
    [("https://status.example.com", PageSource), ("fixed:page.json", FixedFile), ("nonsense", NothingToRead)],
)
async def test_the_address_decides_what_reads(url, kind):
    source = build_source(StatusSettings(page_url=url))
    assert isinstance(source, kind)
    await source.aclose()


async def test_the_status_room_is_one_object_that_keeps_its_report_under_the_data_folder(status_page, tmp_path):
    status = build_status(StatusSettings(page_url=status_page.url, allow_private=True), tmp_path)
    await status.start()
    current = await status.current()
    assert (current.state, current.freshness) == (State.OK, Freshness.FRESH)
    await until((tmp_path / "status" / "last-good.json").exists)
    await status.aclose()


async def test_building_reads_nothing(status_page, tmp_path):
    status = build_status(StatusSettings(page_url=status_page.url, allow_private=True), tmp_path)
    assert status_page.hits.total() == 0
    assert not list(tmp_path.iterdir())
    await status.aclose()


async def test_reading_once_gives_the_configured_page_or_another(status_page):
    settings = StatusSettings(page_url=status_page.url, allow_private=True)
    assert (await read_once(None, settings)).state is State.OK
    status_page.scenario = "conversations-down"
    other = StatusSettings(page_url="https://status.example.com", page_name="Ours", allow_private=True)
    report = await read_once(status_page.url, other)
    assert (report.state, report.source) == (State.OUTAGE, "OpenAI Status")


async def test_a_page_that_cannot_be_read_once_is_a_report_that_says_why(status_page):
    status_page.fault = "500"
    settings = StatusSettings(page_url=status_page.url, allow_private=True)
    report = await read_once(None, settings)
    assert (report.state, report.reason) == (State.UNKNOWN, "127.0.0.1 answered with an error (500).")
    nonsense = await read_once("status.example.com", settings)
    assert nonsense.reason.startswith("The address has no https://")


async def test_a_captured_page_can_be_read_once():
    report = await read_once(f"fixed:{FOLDER / 'incidentio-reopened.json'}", StatusSettings())
    assert (report.state, report.freshness) == (State.RECOVERING, Freshness.FRESH)


async def test_the_page_is_told_who_reads_it(status_page):
    settings = StatusSettings(page_url=status_page.url, allow_private=True, contact="help@example.com\r\nX-Evil: 1")
    await read_once(None, settings)
    assert status_page.seen[0]["user-agent"].startswith("Signpost/")
    assert status_page.seen[0]["user-agent"].endswith("(+help@example.com X-Evil: 1)")
    assert "x-evil" not in status_page.seen[0]


def test_platforms_are_tried_in_the_order_that_tells_them_apart():
    """incident.io answers the paths of a Statuspage as well; every page may have a feed, which knows least."""
    names = [platform.name for platform in PLATFORMS]
    assert names[:2] == ["incidentio", "statuspage"]
    assert names[-1] == "feed"
    assert len(set(names)) == 9
