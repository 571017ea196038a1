"""A model's sentence is shown only where its evidence says it."""

from __future__ import annotations

import pytest

from bot.models import Certainty, Citation, Decision, Draft, HeldBack, HeldReason, Outcome, Scope, Sentence, Verdict
from bot.verify import Evidence, verify
from bot.wording import phrasebook
from tests.builders import a_report, an_attempt, the_guide

GUIDE = the_guide()
REFRESH = "chatgpt-bad-gateway#refresh"


def checked(text, chunk_id=REFRESH, *, numbers=(1,), outcome=Outcome.ANSWERED_STEPS, attempts=(), held=(), embed=None):
    """Return the name of the check that a sentence of a model failed, or nothing where it was kept."""
    chunk = GUIDE.chunk(chunk_id, "en")
    row = Citation(1, chunk.id, chunk.article, chunk.title, None, "x", chunk.url)
    decision = Decision(outcome, Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED), (), held, (chunk,), (), "")
    evidence = Evidence(GUIDE, a_report(), decision, attempts, frozenset(), phrasebook("en"), embed)
    draft, checks = verify(Draft((Sentence(text, numbers, "model"),), (row,), ()), evidence)
    failed = [check.name for check in checks if not check.passed]
    assert bool(draft.sentences) is not bool(failed)
    return failed[0] if failed else ""


@pytest.mark.parametrize(
    "text",
    [
        "Reload the ChatGPT page once, or close the ChatGPT app completely and open it again.",
        "Please just reload the ChatGPT page once.",
        "First, close the ChatGPT app completely and open it again.",
        "Reloading gives you a new connection.",
        "A reload is often all it takes.",
    ],
)
def test_what_the_section_says_may_be_shortened_and_put_kindly(text):
    assert checked(text) == ""


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Wait 90-120 seconds before you reload ChatGPT a second time.", "numbers are the evidence's"),
        ("Reload the ChatGPT page 60 times.", "numbers are the evidence's"),
        ("Reload the Netflix page once.", "every word that claims is the evidence's"),
        ("Do not reload the ChatGPT page once.", "nothing is turned round"),
        ("A reload is all it takes.", "conditions are kept"),
        ("Close the ChatGPT page completely, and reload the app once.", "clauses keep the evidence's order"),
        ("The outage is over.", "the service's state is the status page's to tell"),
        ("Reload [here](https://evil.example).", "plain words"),
        ("Reload ![x](https://evil.example/x.png)", "plain words"),
        ("Reload\u202e the ChatGPT page once.", "plain words"),
        ("**Reload** the ChatGPT page once.", "plain words"),
        ("", "plain words"),
        ("Reload " * 90, "plain words"),
        ("Reload evil.example once.", "links are on the allow-list"),
        ("Reload https://evil.example/page once.", "links are on the allow-list"),
        ("Write to me@evil.example once.", "links are on the allow-list"),
        ("Call +1 (800) 555-0199 once.", "links are on the allow-list"),
    ],
)
def test_what_it_does_not_say_is_dropped_by_the_check_that_is_for_it(text, check):
    assert checked(text) == check


@pytest.mark.parametrize("numbers", [(), (7,), (1, 7)])
def test_evidence_that_does_not_exist_is_no_evidence(numbers):
    assert checked("Please reload the ChatGPT page once.", numbers=numbers) == "cited evidence exists"


def test_a_sentence_that_held_once_does_not_hold_with_other_evidence():
    chunk = GUIDE.chunk(REFRESH, "en")
    row = Citation(1, chunk.id, chunk.article, chunk.title, None, "x", chunk.url)
    decision = Decision(Outcome.ANSWERED_STEPS, Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED), (), (), (), (), "")
    evidence = Evidence(GUIDE, a_report(), decision, (), frozenset(), phrasebook("en"))
    text = "Please reload the ChatGPT page once."
    first, _ = verify(Draft((Sentence(text, (1,), "model"),), (row,), ()), evidence)
    second, _ = verify(Draft((Sentence(text, (1, 2), "model"),), (row,), ()), evidence)
    assert (len(first.sentences), len(second.sentences)) == (1, 0)


STEPS = "chatgpt-bad-gateway#steps"


def test_a_tried_step_is_not_named_again():
    assert checked("Clear the browser cache.", STEPS) == ""
    assert checked("Clear the browser cache.", STEPS, attempts=(an_attempt("clear-cache"),)) == "no tried step"


def test_a_step_that_is_held_back_is_not_named_either():
    held = (HeldBack("clear-cache", "Clear", None, HeldReason.INCIDENT_OPEN),)
    assert checked("Clear the browser cache.", STEPS, held=held) == "no tried step"


def test_a_question_about_a_tried_step_is_answered():
    step = next(place for place in GUIDE.steps("en") if place.step.id == "clear-cache")
    told = step.chunk.text.split(". ")[0] + "."
    attempts = (an_attempt("clear-cache"),)
    assert checked(told, step.chunk.id, outcome=Outcome.ANSWERED_FACT, attempts=attempts) == ""


def test_an_embedder_that_finds_no_likeness_has_a_say():
    import numpy as np

    def unlike(texts):
        found = np.zeros((len(texts), 2), dtype=np.float32)
        found[0, 0], found[1:, 1] = 1.0, 1.0
        return found

    assert checked("Please just reload the page.", embed=lambda texts: np.ones((len(texts), 1), np.float32)) == ""
    assert checked("Please just reload the page.", embed=unlike) == "the evidence supports it"
