"""Every change that was seen is in the database, and how long incidents lasted is known again after a restart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from status.history import History
from tests.builders import CONVERSATIONS, NOW, a_report, an_incident

GREEN = a_report()
RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
OVER = a_report(incidents=[an_incident(state="resolved", resolved=0)])


def at(report, minute):
    return replace(report, checked_at=NOW + timedelta(minutes=minute))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/signpost.db"


@pytest.fixture
async def history(url):
    made = History(url, "https://status.example.com")
    await made.open()
    yield made
    await made.aclose()


async def test_changes_are_kept_in_order_and_nothing_is_kept_twice(history):
    for minute, report in enumerate((GREEN, RED, RED, OVER)):
        await history.note(at(report, minute))
    states = [(one.subject.value, one.after) for one in await history.changes()]
    assert states == [
        ("page", "ok"),
        ("page", "outage"),
        ("component", "outage"),
        ("incident", "investigating"),
        ("page", "ok"),
        ("component", "ok"),
        ("incident", "resolved"),
    ]


async def test_a_restart_does_not_tell_again_what_was_told(history, url):
    await history.note(at(RED, 0))
    before = await history.changes()
    again = History(url, "https://status.example.com")
    await again.open()
    await again.note(at(RED, 1))
    assert await again.changes() == before
    await again.aclose()


async def test_incidents_that_are_over_tell_how_long_they_lasted_also_after_a_restart(history, url):
    await history.note(at(RED, 0))
    assert history.past == ()
    await history.note(at(OVER, 1))
    assert [(one.id, one.lasted, one.parts) for one in history.past] == [
        ("inc-1", timedelta(minutes=30), frozenset({"ChatGPT/Conversations"}))
    ]
    again = History(url, "https://status.example.com")
    await again.open()
    assert again.past == history.past
    await again.aclose()


async def test_one_that_is_reopened_is_not_over(history):
    for minute, report in enumerate((RED, OVER, RED)):
        await history.note(at(report, minute))
    assert history.past == ()


async def test_pages_do_not_mix(history, url):
    await history.note(at(RED, 0))
    other = History(url, "https://status.example.org")
    await other.open()
    assert await other.changes() == ()
    await other.aclose()


async def test_a_database_that_cannot_be_used_is_said_and_never_raised(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    history = History(f"sqlite:///{blocked}/signpost.db", "p")
    await history.open()
    await history.note(at(RED, 0))
    assert "cannot be kept" in history.problem
    assert history.past == ()
    await history.aclose()
