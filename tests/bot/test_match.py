"""What on the page decides for this person, and what never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.match import concern, match
from bot.verdict import Case, judge
from bot.wording import phrasebook
from tests.builders import API, CONVERSATIONS, NOW, a_component, a_report, a_window, an_incident, the_guide

DAYS = 24 * 60


def about(symptom="bad-gateway", said=""):
    product = the_guide().product
    return concern(product, next(one for one in product.symptoms if one.id == symptom), None, said)


def matched(report, symptom="bad-gateway", said=""):
    return match(report, about(symptom, said), NOW)


def an_old_one(news_hours, **more):
    old = an_incident(minutes=5 * DAYS, **more)
    return replace(old, updated_at=NOW - timedelta(hours=news_hours))


@pytest.mark.parametrize(("news_hours", "decides"), [(25, False), (23, True)])
def test_an_old_incident_without_news_for_a_day_decides_nothing(news_hours, decides):
    found = matched(a_report(incidents=[an_old_one(news_hours)]))
    assert bool(found.incidents) is decides
    assert bool(found.background) is not decides


def test_an_old_incident_does_not_hide_a_red_component():
    found = matched(a_report(red=[(CONVERSATIONS, "outage")], incidents=[an_old_one(48)]))
    assert [part.name for part in found.red] == ["Conversations"]


@pytest.mark.parametrize(
    ("title", "text", "symptom", "fits"),
    [
        ("Elevated error rates", "We are looking into it.", "bad-gateway", True),
        ("Elevated error rates", "We are looking into it.", "voice", True),
        ("Investigating an issue", "Logins are failing.", "bad-gateway", False),
        ("Investigating an issue", "Logins are failing.", "login", True),
        ("Fine-tuning jobs are delayed", "We are looking into it.", "bad-gateway", False),
        ("Ads Manager reports are delayed", "We are looking into it.", "bad-gateway", False),
        ("chatgpt.com is down", "We are looking into it.", "bad-gateway", True),
    ],
)
def test_an_incident_without_components_fits_by_its_words_or_when_they_say_nothing(title, text, symptom, fits):
    found = matched(a_report(incidents=[an_incident(None, title=title, text=text)]), symptom)
    assert bool(found.fitting) is fits
    assert bool(found.others) is not fits


@pytest.mark.parametrize(
    ("said", "decides"), [("502", True), ("502 on my free account", True), ("502 with my Plus plan", False)]
)
def test_a_title_that_names_plans_decides_unless_the_person_named_another(said, decides):
    report = a_report(incidents=[an_incident(title="Errors for Free users")])
    found = matched(report, said=said)
    assert bool(found.incidents) is decides
    verdict = judge(Case(report, found, frozenset()), phrasebook("en"))
    assert ("The incident's title names Free" in verdict.reasons) is decides


@pytest.mark.parametrize(
    ("window", "runs"),
    [
        (a_window(), True),
        (a_window(starts_in=30), False),
        (a_window(state="scheduled", starts_in=-10), False),
        (a_window(state="completed"), False),
        (a_window(starts_in=-180, lasts=60), True),
        (a_window(starts_in=-2 * DAYS, lasts=60), False),
        (replace(a_window(starts_in=-2 * DAYS), ends_at=None), True),
        (replace(a_window(starts_in=-4 * DAYS), ends_at=None), False),
    ],
)
def test_a_window_decides_only_while_it_runs_and_is_not_forgotten(window, runs):
    assert bool(matched(a_report(maintenances=[window])).running) is runs


@pytest.mark.parametrize(
    ("title", "part", "runs"),
    [("Upgrade", "ok", False), ("Upgrade", "maintenance", True), ("ChatGPT upgrade", "ok", True)],
)
def test_a_window_without_components_is_placed_by_its_title_or_by_what_is_under_maintenance(title, part, runs):
    window = replace(a_window(), title=title, components=None)
    found = matched(a_report(red=[(CONVERSATIONS, part)], maintenances=[window]))
    assert bool(found.running) is runs


def test_a_window_ahead_is_mentioned_and_decides_nothing_whatever_its_label():
    found = matched(a_report(maintenances=[a_window(starts_in=60)]))
    assert (len(found.ahead), found.running) == (1, ())


def test_the_level_of_the_part_outranks_the_label_of_the_incident():
    incident = replace(an_incident(impact="outage"), impact_raw="minor")
    report = a_report(
        red=[(CONVERSATIONS, "outage")], incidents=[replace(incident, impact=incident.components[0].state)]
    )
    assert judge(Case(report, matched(report), frozenset()), phrasebook("en")).row == "A"


@pytest.mark.parametrize(("part", "row"), [("degraded", "B"), ("outage", "A"), ("ok", "A")])
def test_what_the_incident_says_of_this_part_outranks_its_worst_impact_elsewhere(part, row):
    """The label is an outage because of the API; for ChatGPT the page says how it is, or nothing."""
    incident = an_incident(API, impact="outage")
    incident = replace(incident, components=(*incident.components, a_component(CONVERSATIONS, part)))
    red = [(API, "outage"), (CONVERSATIONS, part)]
    report = a_report(red=red, incidents=[incident])
    assert judge(Case(report, matched(report), frozenset()), phrasebook("en")).row == row
