"""The report is one file that needs nothing else, and shows no held message."""

import re
from html.parser import HTMLParser

import pytest

from evaluation.datasets import DataSets
from evaluation.explain import explain
from evaluation.findings import Findings
from evaluation.metrics import summarise
from evaluation.report import render
from evaluation.results import Answered, Played
from evaluation.score import Stored, score
from tests.evaluation.builders import (
    a_decline,
    a_dialogue,
    a_question,
    a_reply,
    a_verdict,
    an_attempt_record,
    understood,
)

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def sets():
    talk = {"says": HOSTILE, "expect": {"steps": True}}
    return DataSets(
        (
            a_question("q-1", text=HOSTILE, sections=["vpn"]),
            a_question("q-2", text="held secret", split="held", language="de"),
        ),
        (a_decline("d-1"), a_decline("d-2", kind="off_topic", expect="declined_off_topic")),
        (an_attempt_record("a-1", text="cache?", attempts=[{"step_id": "clear-cache", "result": "worked"}]),),
        (a_verdict("v-1", accept=["everyone/confirmed"], scenario="conversations-down"),),
        (a_dialogue(talk, id="tried-one"), a_dialogue(talk, id="tried-two", split="held")),
    )


@pytest.fixture
def page(sets):
    replies = [
        Answered(id=row.id, reply=a_reply(cited=["refresh"]))
        for row in (*sets.questions, *sets.declines, *sets.verdicts)
    ]
    played = [Played(id=one.id, pressed=((),), replies=(a_reply(),)) for one in sets.dialogues]
    results = Stored((), (understood("a-1"),), tuple(replies), tuple(played))
    scores = score(sets, results)
    return render(Findings("Asked today & here.", sets, summarise(scores), results, explain(sets, results, scores)))


class Outside(HTMLParser):
    """Collects what a page would load or run, and whether its tags close."""

    def __init__(self):
        super().__init__()
        self.loads, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in ("src", "href") or name.startswith("on")]
        if tag not in ("meta",):
            self.open.append(tag)
        if tag == "script":
            self.loads.append("script")

    def handle_startendtag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in ("src", "href") or name.startswith("on")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_page_loads_and_runs_nothing(page):
    parser = Outside()
    parser.feed(page)
    assert parser.loads == []
    assert parser.open == []
    assert "url(" not in page
    assert "@import" not in page


def test_what_people_said_is_shown_as_text(page):
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_held_messages_are_not_shown(page):
    """Who reads them would tune on them."""
    assert "held secret" not in page
    assert "q-2" not in page


def test_the_report_shows_every_kind_of_picture(page):
    for title in (
        "Against what we aim for",
        "How messages ended",
        "Everyone, or just you?",
        "Talks, turn by turn",
        "By language",
        "What went wrong",
    ):
        assert f"<h2>{title}</h2>" in page
    assert page.count("<svg") >= 6


def test_every_measure_stands_in_a_table_behind_the_pictures(page):
    assert "first cited section right" in page
    assert re.search(r"<td>en</td><td>dev</td><td class=\"number\">0\.000</td>", page)


def test_light_and_dark_and_forced_colours_are_served(page):
    assert "prefers-color-scheme: dark" in page
    assert "forced-colors: active" in page


def test_nothing_measured_is_a_page_without_pictures():
    page = render(Findings("Nothing.", DataSets((), (), (), (), ()), (), Stored(), ()))
    assert "<svg" not in page
    assert "<h1>" in page
