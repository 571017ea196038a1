"""The verdict table, a test a row."""

import pytest

from bot.match import concern, match
from bot.models import Certainty, Fact, Scope
from bot.verdict import Case, judge
from bot.wording import phrasebook
from status.models import unreadable
from tests.builders import API, CONVERSATIONS, NOW, a_report, a_window, an_incident, the_guide

BOOK = phrasebook("en")
LOGIN = ("ChatGPT", "Login")


def verdict(report, *facts, symptom="bad-gateway", area=None):
    product = the_guide().product
    about = concern(
        product,
        next((one for one in product.symptoms if one.id == symptom), None),
        next((one for one in product.areas if one.id == area), None),
    )
    return judge(Case(report, match(report, about, NOW), frozenset(facts), symptom == "login"), BOOK)


ROWS = {
    "A an outage of the part": (
        a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()]),
        (),
        "A",
        "everyone",
        "confirmed",
    ),
    "A an incident on the part, components still green": (
        a_report(state="outage", incidents=[an_incident()]),
        (),
        "A",
        "everyone",
        "confirmed",
    ),
    "A red without an incident": (
        a_report(state="outage", red=[(CONVERSATIONS, "outage")]),
        (),
        "A",
        "everyone",
        "confirmed",
    ),
    "B degraded only": (
        a_report(state="degraded", red=[(CONVERSATIONS, "degraded")], incidents=[an_incident(impact="degraded")]),
        (),
        "B",
        "everyone",
        "confirmed",
    ),
    "J maintenance running on the part": (
        a_report(state="maintenance", maintenances=[a_window()]),
        (),
        "J",
        "everyone",
        "confirmed",
    ),
    "D monitoring": (
        a_report(state="recovering", incidents=[an_incident(state="monitoring", impact="ok")]),
        (),
        "D",
        "everyone",
        "confirmed",
    ),
    "E resolved within the hour": (
        a_report(state="recovering", incidents=[an_incident(state="resolved", resolved=15)]),
        (),
        "E",
        "unknown",
        "unconfirmed",
    ),
    "C another part": (
        a_report(state="outage", red=[(API, "outage")], incidents=[an_incident(API)]),
        (),
        "C",
        "just_you",
        "unconfirmed",
    ),
    "F green and young": (a_report(), (), "F", "just_you", "unconfirmed"),
    "G green for over half an hour": (a_report(), (Fact.OVER_HALF_AN_HOUR,), "G", "just_you", "likely"),
    "G works elsewhere": (a_report(), (Fact.WORKS_ELSEWHERE,), "G", "just_you", "likely"),
    "G works on another network": (a_report(), (Fact.WORKS_OTHER_NETWORK,), "G", "just_you", "likely"),
    "G works for a colleague": (a_report(), (Fact.WORKS_FOR_OTHERS,), "G", "just_you", "likely"),
    "I no component, words fit": (
        a_report(state="degraded", incidents=[an_incident(None, title="ChatGPT conversations returning errors")]),
        (),
        "I",
        "everyone",
        "likely",
    ),
    "L evidence conflicts with green": (
        a_report(),
        (Fact.FAILS_ELSEWHERE, Fact.FAILS_OTHER_NETWORK),
        "L",
        "unknown",
        "unconfirmed",
    ),
    "M stale and green": (a_report(freshness="stale", age=1200), (), "F", "unknown", "unconfirmed"),
    "M stale and red": (
        a_report(state="outage", red=[(CONVERSATIONS, "outage")], freshness="stale", age=1200),
        (),
        "A",
        "everyone",
        "likely",
    ),
    "N unreadable": (
        unreadable("OpenAI status", "https://status.openai.com", "no answer"),
        (),
        "N",
        "unknown",
        "unconfirmed",
    ),
    "N too old": (a_report(freshness="unknown", age=7200), (), "N", "unknown", "unconfirmed"),
    "N2 unreadable, but the person saw green": (
        unreadable("s", "u", ""),
        (Fact.PAGE_SAYS_OK,),
        "N2",
        "just_you",
        "unconfirmed",
    ),
    "H unreadable, but the person saw red": (
        unreadable("s", "u", ""),
        (Fact.PAGE_SAYS_DOWN,),
        "H",
        "everyone",
        "likely",
    ),
    "K a window ahead decides nothing": (
        a_report(maintenances=[a_window(state="scheduled", starts_in=1200)]),
        (),
        "F",
        "just_you",
        "unconfirmed",
    ),
    "L an old incident without news decides nothing": (
        a_report(incidents=[an_incident(minutes=5000)]),
        (),
        "F",
        "just_you",
        "unconfirmed",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    report, facts, row, scope, certainty = ROWS[name]
    found = verdict(report, *facts)
    assert (found.row, found.scope.value, found.certainty.value) == (row, scope, certainty)
    assert all(found.reasons)


def test_sign_in_trouble_while_conversations_are_red_is_likely_the_same_event():
    report = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
    found = verdict(report, symptom="login")
    assert (found.scope, found.certainty) == (Scope.EVERYONE, Certainty.LIKELY)


def test_an_outage_of_the_api_is_everyone_for_who_asks_about_the_api():
    report = a_report(state="outage", red=[(API, "outage")], incidents=[an_incident(API)])
    assert verdict(report, area="api").scope is Scope.EVERYONE


def test_local_evidence_never_beats_a_red_page():
    report = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
    assert verdict(report, Fact.WORKS_ELSEWHERE).scope is Scope.EVERYONE


def test_the_matching_incident_is_named():
    report = a_report(state="outage", incidents=[an_incident()])
    assert verdict(report).incident_ids == ("inc-1",)


def test_names_repeat_and_the_group_tells_them_apart():
    """Both groups have a Login; trouble with one is not trouble with the other."""
    report = a_report(state="outage", red=[(("APIs", "Login"), "outage")])
    assert verdict(report, symptom="login").scope is Scope.JUST_YOU


@pytest.mark.parametrize("name", ROWS)
def test_just_you_is_never_confirmed(name):
    report, facts, *_ = ROWS[name]
    found = verdict(report, *facts)
    assert not (found.scope is Scope.JUST_YOU and found.certainty is Certainty.CONFIRMED)
