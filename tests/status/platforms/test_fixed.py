"""The offline twin: a report given in Python, or a file of bodies."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from status.factory import PLATFORMS
from status.models import State
from status.platforms.fixed import FixedFile, FixedStatus, NothingToRead
from status.ports import StatusUnreadable
from tests.status.bodies import PAGE_URL, bodies
from tests.status.captured import FOLDER, report_of
from tests.status.scenarios import SCENARIOS

CAPTURED = FOLDER / "incidentio-red-outside-summary.json"


def source(path, name=""):
    return FixedFile(path, PLATFORMS, name)


async def reason(path) -> str:
    with pytest.raises(StatusUnreadable) as caught:
        await source(path).read()
    return str(caught.value)


async def test_a_given_report_counts_as_read_now():
    report = replace(report_of("incidentio-reopened"), checked_at=None)
    read = await FixedStatus(report).read()
    assert replace(read, checked_at=None) == report
    assert datetime.now(UTC) - read.checked_at < timedelta(seconds=30)


async def test_a_given_time_of_reading_is_kept():
    then = datetime(2026, 1, 1, tzinfo=UTC)
    read = await FixedStatus(replace(report_of("incidentio-reopened"), checked_at=then)).read()
    assert read.checked_at == then


async def test_a_file_is_read_as_if_the_page_had_just_said_it():
    read = await source(CAPTURED).read()
    assert (read.state, read.platform, read.url) == (State.OUTAGE, "incidentio", "https://status.harbor.example")
    assert read.source == "Harbor Status"
    assert datetime.now(UTC) - read.checked_at < timedelta(seconds=30)
    assert read.incidents[0].open


@pytest.mark.parametrize("platform", ["incidentio", "statuspage"])
async def test_bodies_alone_are_enough(tmp_path, platform):
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"bodies": bodies(SCENARIOS["conversations-down"](), platform)}))
    read = await source(path).read()
    assert (read.state, read.platform) == (State.OUTAGE, platform)
    assert (read.url, read.incidents[0].url[:35]) == (PAGE_URL.rstrip("/"), f"{PAGE_URL}incidents/0"[:35])


async def test_the_file_may_change_under_way(tmp_path):
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"bodies": bodies(SCENARIOS["all-fine"](), "incidentio")}))
    fixed = source(path)
    assert (await fixed.read()).state is State.OK
    path.write_text(json.dumps({"bodies": bodies(SCENARIOS["conversations-down"](), "incidentio")}))
    assert (await fixed.read()).state is State.OUTAGE


async def test_a_name_from_the_settings_wins_over_the_files(tmp_path):
    path = tmp_path / "page.json"
    told = {"name": "In the file", "bodies": bodies(SCENARIOS["all-fine"](), "incidentio")}
    path.write_text(json.dumps(told))
    assert (await source(path).read()).source == "In the file"
    assert (await source(path, "In the settings").read()).source == "In the settings"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "holds no bodies"),
        ('{"bodies": []}', "holds no bodies"),
        ('{"bodies": {"/api/v2/summary.json": {"hello": 1}}}', "of no status page we know"),
        ('{"platform": "other", "bodies": {}}', "of no status page we know"),
    ],
)
async def test_a_file_that_makes_no_sense_is_explained(tmp_path, content, told):
    path = tmp_path / "page.json"
    path.write_text(content)
    assert told in await reason(path)


async def test_a_file_that_is_not_there_is_explained_without_its_path(tmp_path):
    assert await reason(tmp_path / "nowhere.json") == "The fixed status file cannot be opened."


async def test_what_cannot_be_read_says_why():
    with pytest.raises(StatusUnreadable, match="STATUS_PAGE_URL names no host"):
        await NothingToRead("STATUS_PAGE_URL names no host.").read()


async def test_the_address_in_the_file_is_the_pages_and_its_incidents(tmp_path):
    path = tmp_path / "page.json"
    told = {"url": "https://status.harbor.example/", "bodies": bodies(SCENARIOS["conversations-down"](), "statuspage")}
    path.write_text(json.dumps(told))
    read = await source(path).read()
    assert read.url == "https://status.harbor.example"
    assert read.incidents[0].url.startswith("https://status.harbor.example/incidents/")
