"""What lifts a verdict that the page alone would give, and what past incidents let one expect."""

from datetime import timedelta

import pytest

from bot.heed import Heeded, heed, length_words
from bot.match import concern, match
from bot.models import Certainty, Decision, Fact, Outcome, Scope
from bot.verdict import Case, judge
from bot.warning import Level
from bot.wording import phrasebook
from status.duration import Past
from tests.builders import API, CONVERSATIONS, NOW, a_report, an_incident, the_guide

BOOK = phrasebook("en")
RAISED, QUIET = Level("bad-gateway", 5, 1.0), Level("bad-gateway", 4, 1.0)
GREEN = a_report()
RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident(minutes=50)])


def decided(report, *facts):
    matching = match(report, concern(the_guide().product, None, None), NOW)
    verdict = judge(Case(report, matching, frozenset(facts)), BOOK)
    return Decision(Outcome.ANSWERED_STEPS, verdict, (), (), (), (), "", matching=matching, facts=frozenset(facts))


def past(count, minutes=60, parts=("ChatGPT/Conversations",)):
    lasted = timedelta(minutes=minutes)
    return [Past(f"old-{number}", NOW - lasted * 9, NOW - lasted * 8, frozenset(parts)) for number in range(count)]


@pytest.mark.parametrize("facts", [(), (Fact.OVER_HALF_AN_HOUR,)])
def test_a_warning_lifts_green_to_likely_everyone(facts):
    verdict = heed(decided(GREEN, *facts), Heeded(RAISED), NOW, BOOK).verdict
    assert (verdict.scope, verdict.certainty, verdict.row) == (Scope.EVERYONE, Certainty.LIKELY, "O")
    assert verdict.reasons[1] == "Several people here report the same within 15 minutes"


@pytest.mark.parametrize("level", [None, QUIET])
def test_below_the_threshold_nothing_is_said(level):
    decision = decided(GREEN)
    assert heed(decision, Heeded(level), NOW, BOOK) == decision


@pytest.mark.parametrize(
    ("report", "facts"),
    [
        (RED, ()),
        (a_report(state="recovering", incidents=[an_incident(state="monitoring", impact="ok")]), ()),
        (a_report(state="outage", red=[(API, "outage")], incidents=[an_incident(API)]), ()),
        (GREEN, (Fact.WORKS_OTHER_NETWORK,)),
    ],
)
def test_a_warning_changes_nothing_else(report, facts):
    decision = decided(report, *facts)
    assert heed(decision, Heeded(RAISED), NOW, BOOK).verdict == decision.verdict


def test_five_similar_incidents_tell_what_to_expect():
    verdict = heed(decided(RED), Heeded(past=past(5)), NOW, BOOK).verdict
    said = "Of 5 similar incidents half ended within 60 min, and this one has been open for 50 min."
    assert verdict.expected == said
    assert verdict.reasons[-1] == said


@pytest.mark.parametrize("known", [past(4), past(9, parts=("APIs/Responses",))])
def test_fewer_or_other_incidents_tell_nothing(known):
    assert heed(decided(RED), Heeded(past=known), NOW, BOOK).verdict.expected == ""


def test_an_incident_of_another_part_is_none_to_wait_for():
    other = a_report(state="outage", red=[(API, "outage")], incidents=[an_incident(API)])
    heeded = Heeded(past=past(9, parts=("APIs/Chat Completions",)))
    assert heed(decided(other), heeded, NOW, BOOK).verdict.expected == ""


@pytest.mark.parametrize(("state", "row"), [("outage", "P"), ("degraded", "P"), ("ok", "F"), ("unknown", "F")])
def test_a_page_beside_lifts_green_only_where_it_posts_a_problem(state, row):
    beside = a_report(state=state, incidents=[an_incident(API)] if row == "P" else [])
    verdict = heed(decided(GREEN), Heeded(beside=(beside,)), NOW, BOOK).verdict
    assert verdict.row == row
    assert (row != "P") or verdict.reasons[-1].startswith(beside.source)


def test_a_page_beside_changes_nothing_where_it_works_elsewhere():
    beside = a_report(state="outage", incidents=[an_incident(API)])
    decision = decided(GREEN, Fact.WORKS_OTHER_NETWORK)
    assert heed(decision, Heeded(beside=(beside,)), NOW, BOOK) == decision


@pytest.mark.parametrize(("minutes", "said"), [(0, "1 min"), (119, "119 min"), (120, "2 hours"), (700, "12 hours")])
def test_lengths_are_said_in_whole_minutes_or_hours(minutes, said):
    assert length_words(timedelta(minutes=minutes), BOOK) == said
