"""RSS and Atom: what counts as an incident, and what its state is."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import pytest

from status.models import IncidentState, State
from status.platforms import feed
from status.ports import Page

NOW = datetime.now(UTC)
PAGE = Page("https://status.harbor.example", "", NOW)


def rss(*items, title="Harbor"):
    rows = "".join(
        f"<item><guid>{number}</guid><title>{escape(name)}</title><description>{escape(body)}</description>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=hours))}</pubDate></item>"
        for number, (name, body, hours) in enumerate(items)
    )
    return {"/feed.rss": f"<rss version='2.0'><channel><title>{title}</title>{rows}</channel></rss>"}


def report(*items, **told):
    return feed.parse(rss(*items, **told), PAGE)


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("Errors", "<strong>Investigating</strong> - We look.", IncidentState.INVESTIGATING),
        ("Errors", "<b>Status: Identified</b><br>We know.", IncidentState.IDENTIFIED),
        ("Errors", "Status: Monitoring\nWe watch.", IncidentState.MONITORING),
        ("[Investigating] Errors", "We look.", IncidentState.INVESTIGATING),
        ("Resolved: Errors", "All is well.", IncidentState.RESOLVED),
        ("Errors", "Identified - We know.", IncidentState.IDENTIFIED),
        (
            "Errors",
            "<p><strong>Identified</strong> - b</p><p><strong>Investigating</strong> - a</p>",
            IncidentState.IDENTIFIED,
        ),
        (
            "Errors",
            "<p><strong>Investigating</strong> - a</p><p><strong>Resolved</strong> - b</p>",
            IncidentState.RESOLVED,
        ),
    ],
)
def test_the_state_is_the_label_and_the_end_is_final(name, body, state):
    (incident,) = report((name, body, 0.2)).incidents
    assert incident.state is state


def test_a_word_in_the_middle_of_a_sentence_is_no_label():
    told = report(("News", "We have resolved to do better and are identified with quality.", 1))
    assert told.incidents == ()


def test_news_without_a_state_are_no_incident_and_are_named_while_young():
    told = report(("We moved", "Our office has moved.", 1), ("We are ten", "Cake.", 100))
    assert (told.state, told.incidents) == (State.UNKNOWN, ())
    assert told.warnings == ("“We moved” names no state we know.",)


def test_a_feed_of_news_is_no_status_page():
    assert not feed.recognises(rss(("We moved", "Our office has moved.", 1)))
    assert feed.recognises(rss())


def test_an_open_incident_is_trouble_and_nothing_open_proves_nothing():
    assert report(("Errors", "<strong>Investigating</strong> - We look.", 1)).state is State.DEGRADED
    assert report(("Errors", "<strong>Resolved</strong> - Done.", 30)).state is State.UNKNOWN
    assert report().state is State.UNKNOWN


def test_markup_and_links_are_taken_out():
    body = '<strong>Investigating</strong> - <a href="https://evil.example">We</a> look. <script>x()</script>'
    (incident,) = report(("Errors <b>now</b>", body, 1)).incidents
    assert incident.title == "Errors now"
    assert incident.latest_update == "Investigating - We look."


def test_a_feed_is_known_by_its_own_address_or_by_the_usual_ones():
    assert feed.wants({}, (), ()) == ("",)
    assert feed.wants({"": "<html></html>"}, ("",), ()) == ("/history.atom",)
    assert feed.wants({"": rss()["/feed.rss"]}, ("",), ()) == ()
    assert feed.wants({}, ("", *feed.USUAL), ()) == ()


@pytest.mark.parametrize(
    "text", ["<rss>", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>", "<html></html>", "x"]
)
def test_what_is_no_feed_is_survived(text):
    bodies = {"": text}
    assert not feed.recognises(bodies)
    assert feed.parse(bodies, PAGE).state is State.UNKNOWN
