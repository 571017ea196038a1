"""What is found by a rewritten question may name a better section, and change no other ending."""

from __future__ import annotations

import pytest

from bot.decide import Known, Situation, decide
from bot.models import Intent, Outcome, Question, Turn
from bot.sharpen import sharpen
from bot.understand import understand
from bot.wording import phrasebook
from knowledge.models import SearchResults
from knowledge.open import OpenGeneration
from tests.builders import CONVERSATIONS, NOW, a_conversation, a_report, an_attempt, an_incident, the_guide

CACHE = "how do I clear the browser cache"
RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])


def found(query) -> SearchResults:
    return OpenGeneration("g", the_guide(), lambda texts: None).search(query)


def a_situation(message, report=None, attempts=(), **known) -> Situation:
    """A follow-up in a talk about the guide's symptom."""
    known = {"symptom": "bad-gateway", "turns": (Turn(NOW, "user", "chatgpt 502"),)} | known
    understood = understand(Question(message), a_conversation(**known), the_guide())
    know = Known(attempts, frozenset())
    return Situation(understood, know, report or a_report(), found(message), the_guide(), phrasebook("en"), NOW)


def sharpened(situation, query=CACHE):
    return sharpen(situation, decide(situation), found(query))


def test_a_question_is_answered_by_what_its_rewriting_finds():
    decision, results = sharpened(a_situation("how long does it take?"))
    assert decision.evidence[0].step.id == "clear-cache"
    assert results.query == CACHE
    assert decision.reason.endswith(", found by a rewritten question")


def test_a_step_that_was_tried_is_not_offered_whatever_is_found():
    tried = (an_attempt("clear-cache"),)
    decision, _ = sharpened(a_situation("how do I do that?", attempts=tried))
    assert "clear-cache" not in {one.step_id for one in decision.next_steps}


@pytest.mark.parametrize(
    ("message", "report", "known", "outcome"),
    [
        ("I want to talk to a human", None, {}, Outcome.ESCALATED_REQUESTED),
        ("it works now, thanks", None, {}, Outcome.RESOLVED),
        ("hello", None, {}, Outcome.GREETED),
        ("nginx gives me a 502", None, {"symptom": None}, Outcome.DECLINED_NOT_COVERED),
        ("can it be knitted?", None, {"symptom": None}, Outcome.DECLINED_OFF_TOPIC),
        ("is chatgpt down?", None, {}, Outcome.ANSWERED_STATUS),
        ("still broken", RED, {}, Outcome.ANSWERED_STATUS),
    ],
)
def test_every_other_ending_stays_as_it_is(message, report, known, outcome):
    situation = a_situation(message, report, **known)
    decision = decide(situation)
    assert decision.outcome is outcome
    assert sharpen(situation, decision, found(CACHE)) == (decision, situation.results)


def test_an_answer_of_the_guide_does_not_turn_into_another_ending():
    situation = a_situation("how long does it take?")
    decision = decide(situation)
    assert decision.outcome is Outcome.ANSWERED_FACT
    status = found("is it everyone or only me, how to tell")
    assert decide(a_situation("is it everyone or only me, how to tell")).outcome is Outcome.ANSWERED_STATUS
    assert sharpen(situation, decision, status) == (decision, situation.results)


@pytest.mark.parametrize("nearer", [None, SearchResults("x", (), (), "keyword")])
def test_without_other_results_the_decision_stands(nearer):
    situation = a_situation("how long does it take?")
    decision = decide(situation)
    assert situation.understanding.intent is Intent.FACT
    assert sharpen(situation, decision, nearer) == (decision, situation.results)
