"""Which step is next, and what is said beside it."""

from __future__ import annotations

import pytest

from bot.decide import Known, Situation, decide
from bot.models import Outcome, Question
from bot.remember import count_in
from bot.understand import understand
from bot.wording import phrasebook
from knowledge.models import Hit, SearchResults
from tests.builders import NOW, a_conversation, a_report, the_guide


def chunk(section):
    return next(one for one in the_guide().in_language("en") if one.section == section)


def decided(message, *found):
    """Decide on a first message for which these sections are found, each with a score."""
    talk = a_conversation()
    understood = understand(Question(message), talk, the_guide())
    hits = tuple(Hit(chunk(section), score) for section, score in found)
    results = SearchResults(understood.query, hits, margin=0.5)
    known = count_in(talk, understood, NOW)
    assert isinstance(known, Known)
    return decide(Situation(understood, known, a_report(), results, the_guide(), phrasebook("en"), NOW))


def offered(decision):
    return [one.step_id for one in decision.next_steps]


@pytest.mark.parametrize(
    ("message", "step"),
    [
        ("chatgpt says bad gateway", "refresh"),
        ("chatgpt 502, I reloaded", "clear-cache"),
        ("chatgpt 502, it says something about the refresh thing", "clear-cache"),
        ("chatgpt 502, I have not reloaded yet", "refresh"),
    ],
)
def test_a_step_that_is_named_without_being_undone_comes_after_the_others(message, step):
    assert offered(decided(message))[:1] == [step]


def test_what_is_asked_beside_a_report_is_said_beside_the_step():
    decision = decided("chatgpt 502, I reloaded. how long do these last?", ("what-it-is", 0.25))
    assert decision.outcome is Outcome.ANSWERED_STEPS
    assert [one.section for one in decision.evidence] == ["clear-cache", "what-it-is"]


def test_a_step_that_was_tried_is_not_said_beside_the_next_one_either():
    message = "chatgpt 502, I reloaded and cleared the cache. how long do these last?"
    decision = decided(message, ("refresh", 0.28), ("vpn", 0.25))
    assert offered(decision) == ["other-browser"]
    assert [one.section for one in decision.evidence] == ["other-browser", "vpn"]


def test_nothing_is_said_beside_the_step_where_nothing_is_asked():
    decision = decided("chatgpt 502, I reloaded", ("what-it-is", 0.25))
    assert [one.section for one in decision.evidence] == ["clear-cache"]


def test_what_is_surely_meant_is_said_beside_the_step_though_nothing_is_asked():
    decision = decided("chatgpt 502, I reloaded", ("what-it-is", 0.35))
    assert [one.section for one in decision.evidence] == ["clear-cache", "what-it-is"]


def test_who_tells_of_attempts_and_wants_all_steps_gets_all_that_are_open():
    decision = decided("chatgpt 502, I reloaded and cleared the cache, what are all the other steps?")
    assert offered(decision)[:2] == ["other-browser", "restart-connection"]
    assert {"refresh", "clear-cache"}.isdisjoint(offered(decision))
    assert len(offered(decision)) > 3


def test_who_asks_and_tells_that_it_fails_gets_the_answer_and_the_next_step():
    decision = decided("chatgpt 502, cleared the cache, still the same. is it safe to leave the vpn off?", ("vpn", 0.6))
    assert decision.outcome is Outcome.ANSWERED_FACT
    assert [one.section for one in decision.evidence] == ["vpn"]
    assert offered(decision) == ["refresh"]


def test_who_only_asks_gets_no_step_beside_the_answer():
    decision = decided("is it safe to leave the vpn off on chatgpt?", ("vpn", 0.6))
    assert decision.outcome is Outcome.ANSWERED_FACT
    assert offered(decision) == []
