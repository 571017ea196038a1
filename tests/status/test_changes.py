"""What changed between two reports."""

from dataclasses import replace
from datetime import timedelta

from status.changes import Subject, compare
from status.models import unreadable
from tests.builders import CONVERSATIONS, NOW, a_report, a_window, an_incident

RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])


def told(before, after):
    return [(one.subject, one.name, one.before, one.after) for one in compare(before, after)]


def test_the_same_twice_is_no_change():
    assert compare(RED, RED) == ()


def test_an_outage_that_begins_is_three_changes():
    assert told(a_report(), RED) == [
        (Subject.PAGE, "OpenAI status", "ok", "outage"),
        (Subject.COMPONENT, "ChatGPT/Conversations", "ok", "outage"),
        (Subject.INCIDENT, "Elevated error rates", None, "investigating"),
    ]


def test_what_leaves_the_page_is_a_change_too():
    assert (Subject.INCIDENT, "Elevated error rates", "investigating", None) in told(RED, a_report())


def test_new_words_alone_are_a_change_with_these_words():
    after = replace(RED, incidents=(an_incident(text="The cause is known."),))
    assert [one.detail for one in compare(RED, after)] == ["The cause is known."]


def test_a_window_that_starts_is_a_change():
    ahead, running = a_report(maintenances=[a_window(state="scheduled")]), a_report(maintenances=[a_window()])
    assert told(ahead, running) == [(Subject.MAINTENANCE, "Database upgrade", "scheduled", "in_progress")]


def test_a_first_report_tells_what_is_not_simply_listed():
    assert [one.subject for one in compare(None, RED)] == [Subject.PAGE, Subject.INCIDENT]


def test_a_change_is_dated_by_the_read_and_a_page_that_was_not_read_tells_none():
    later = replace(RED, checked_at=NOW + timedelta(minutes=3))
    assert {one.at for one in compare(a_report(), later)} == {later.checked_at}
    assert compare(RED, unreadable("s", "u", "r")) == ()
