"""The last good report on disk."""

import json
import os
from dataclasses import replace

import pytest

from status.keep import load, save
from status.platforms import incidentio
from status.ports import Page
from tests.status.bodies import bodies
from tests.status.scenarios import SCENARIOS

URL = "https://status.example.com"


@pytest.fixture
def report():
    scenario = SCENARIOS["conversations-down"]()
    told = incidentio.parse(bodies(scenario, "incidentio"), Page(URL, "", scenario.now))
    return replace(told, warnings=("A warning.",), page_updated_at=scenario.now)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "status" / "last-good.json"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_kept_comes_back_equal(path, scenario):
    given = SCENARIOS[scenario]()
    report = incidentio.parse(bodies(given, "incidentio"), Page(URL, "", given.now))
    save(path, URL, report)
    assert load(path, URL) == report


def test_nothing_is_kept_at_first(path):
    assert load(path, URL) is None


def test_a_report_of_another_page_is_not_taken(path, report):
    save(path, URL, report)
    assert load(path, "https://status.example.org") is None


def test_saving_replaces_and_leaves_no_drafts(path, report):
    save(path, URL, report)
    save(path, URL, replace(report, source="second"))
    assert load(path, URL).source == "second"
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "7", '{"version": 1}', "\x00\x01", "[" * 100_000],
    ids=["empty", "half", "list", "null", "number", "headless", "binary", "deep"],
)
def test_a_damaged_file_is_as_good_as_none(path, content):
    path.parent.mkdir()
    path.write_text(content)
    assert load(path, URL) is None


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"report": {"state": "ok"}}, {"report": None}, {"report": []}, {"page_url": None}],
)
def test_another_form_is_as_good_as_none(path, report, change):
    save(path, URL, report)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert load(path, URL) is None


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path, report):
    (tmp_path / "status").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="status"):
        save(tmp_path / "status" / "last-good.json", URL, report)
