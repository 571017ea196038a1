"""Settings: what the environment may say, and that nonsense is said and survived."""

from pathlib import Path

import pytest

from status.settings import StatusSettings

TTL_PROBLEM = "STATUS_TTL_SECONDS must be a number of seconds above 0, such as 60; the default is used."


def test_defaults():
    settings = StatusSettings()
    assert (settings.base_url, settings.source_name) == ("https://status.openai.com", "OpenAI status")
    assert (settings.ttl_seconds, settings.max_age_seconds, settings.allow_private) == (60, 3600, False)
    assert (settings.platform, settings.url_problem, settings.problems) == ("", "", ())


def test_the_environment_is_read(monkeypatch):
    for name, value in {
        "PAGE_URL": "http://127.0.0.1:8099/",
        "PAGE_NAME": "Our page",
        "PLATFORM": "Atlassian Statuspage",
        "ALLOW_PRIVATE": "1",
        "TTL_SECONDS": "5",
        "MAX_AGE_SECONDS": "90",
        "CONTACT": "https://help.example.com",
    }.items():
        monkeypatch.setenv(f"STATUS_{name}", value)
    settings = StatusSettings()
    assert (settings.base_url, settings.source_name, settings.platform) == (
        "http://127.0.0.1:8099",
        "Our page",
        "statuspage",
    )
    assert (settings.allow_private, settings.ttl_seconds, settings.oldest) == (True, 5, 90)
    assert (settings.problems, settings.url_problem) == ((), "")


def test_empty_variables_count_as_unset(monkeypatch):
    for name in ("PAGE_URL", "TTL_SECONDS", "PLATFORM", "ALLOW_PRIVATE"):
        monkeypatch.setenv(f"STATUS_{name}", "")
    assert StatusSettings().problems == ()
    assert StatusSettings().base_url == "https://status.openai.com"


@pytest.mark.parametrize("value", ["sixty", "-1", "0", "nan", "inf", "1e999", "[]", "60s"])
def test_a_number_that_makes_no_sense_gives_way_to_the_default_and_is_said(monkeypatch, value):
    monkeypatch.setenv("STATUS_TTL_SECONDS", value)
    settings = StatusSettings()
    assert (settings.ttl_seconds, settings.problems) == (60, (TTL_PROBLEM,))


def test_several_problems_are_all_said(monkeypatch):
    monkeypatch.setenv("STATUS_MAX_AGE_SECONDS", "never")
    monkeypatch.setenv("STATUS_ALLOW_PRIVATE", "perhaps")
    monkeypatch.setenv("STATUS_PLATFORM", "nagios")
    settings = StatusSettings()
    assert [problem.split(" ")[0] for problem in settings.problems] == [
        "STATUS_MAX_AGE_SECONDS",
        "STATUS_ALLOW_PRIVATE",
        "STATUS_PLATFORM",
    ]
    assert (settings.max_age_seconds, settings.allow_private, settings.platform) == (3600, False, "")


@pytest.mark.parametrize(("word", "name"), [("incident.io", "incidentio"), ("Statuspage.io", "statuspage"), ("", "")])
def test_a_platform_may_be_written_as_people_do(word, name):
    assert StatusSettings(platform=word).platform == name


@pytest.mark.parametrize(
    "pasted",
    [
        "https://status.example.com",
        " https://status.example.com/ ",
        "https://status.example.com/api/v2/summary.json",
        "https://status.example.com/api/v1/summary",
        "https://status.example.com/proxy/status.example.com",
    ],
)
def test_what_people_paste_along_is_taken_off(pasted):
    settings = StatusSettings(page_url=pasted)
    assert (settings.base_url, settings.url_problem) == ("https://status.example.com", "")
    assert (settings.source_name, settings.public_url) == ("status.example.com", "https://status.example.com")


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("status.openai.com", "has no https:// in front"),
        ("nonsense", "has no https:// in front"),
        ("//status.openai.com", "has no https:// in front"),
        ("http://status.openai.com", "starts with http://"),
        ("ftp://status.openai.com", "is not a web address"),
        ("file:///etc/passwd", "has no https:// in front"),
        ("https://", "has no https:// in front"),
        ("https://[::1", "is not a web address"),
        ("https://host:port", "is not a web address"),
        ("https://host:99999", "is not a web address"),
        ("https://host:0", "names no host"),
        ("https://ho st/", "names no host"),
        ("https://user:hunter2@status.example.com", "carries a name or password"),
        ("https://status.example.com/?page=1", "carries a question mark"),
    ],
)
def test_an_address_that_makes_no_sense_is_explained_and_never_repeated(url, wrong):
    """People paste passwords into addresses."""
    settings = StatusSettings(page_url=url)
    assert settings.url_problem.startswith(f"STATUS_PAGE_URL {wrong}")
    assert "https://" in settings.url_problem
    assert "hunter2" not in settings.url_problem
    assert (settings.public_url, settings.source_name) == ("", "status page")


def test_plain_http_is_fine_where_private_addresses_are():
    assert StatusSettings(page_url="http://10.0.0.1", allow_private=True).url_problem == ""


def test_a_file_may_stand_in_for_a_page():
    settings = StatusSettings(page_url="fixed:demo/page.json")
    assert (settings.fixed_path, settings.url_problem, settings.public_url) == (Path("demo/page.json"), "", "")


def test_a_report_never_expires_before_it_is_stale():
    assert StatusSettings(ttl_seconds=60, max_age_seconds=10).oldest == 60
