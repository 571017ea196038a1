"""A hold lasts as long as its agent gives signs; the assistant is silent meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.hold import LAPSES, HoldingWriter, holder_words, keep_silent, let_go
from bot.models import Certainty, Decision, HeldBack, HeldReason, Intent, Outcome, Plan, Scope, Understanding, Verdict
from tests.builders import NOW, a_conversation, a_report, the_guide


@pytest.mark.parametrize(
    ("since", "holder"), [(timedelta(), "ana"), (LAPSES - timedelta(seconds=1), "ana"), (LAPSES, None)]
)
def test_twelve_hours_without_a_sign_end_a_hold(since, holder):
    held = a_conversation(held_by="ana", held_at=NOW - since)
    assert let_go(held, NOW).held_by == holder


def test_nobody_holds_what_nobody_took():
    free = a_conversation()
    assert let_go(free, NOW) is free


def test_silence_offers_nothing_and_holds_nothing_back():
    place = the_guide().steps("en")[0]
    held = (HeldBack("clear-cache", "Clear", None, HeldReason.ALREADY_TRIED),)
    verdict = Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED)
    plans = (Plan(place.step.id, None, place),)
    decision = Decision(Outcome.ANSWERED_STEPS, verdict, plans, held, (place.chunk,), ("careful",), "a reason")
    silent = keep_silent(decision)
    assert (silent.outcome, silent.next_steps, silent.evidence) == (Outcome.ESCALATED_REQUESTED, (), ())
    assert (silent.held_back, silent.verdict) == ((), verdict)
    assert replace(silent, outcome=decision.outcome).reason == "a person has this conversation"


@pytest.mark.parametrize(("language", "word"), [("en", "person"), ("de", "Mensch"), ("zh", "人工"), ("sw", "person")])
async def test_one_sentence_says_who_reads_in_the_languages_we_speak(language, word):
    verdict = Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED)
    decision = Decision(Outcome.ESCALATED_REQUESTED, verdict, (), (), (), (), "")
    understanding = Understanding(Intent.FIX, "502", language)
    (draft,) = [one async for one in HoldingWriter().write(decision, understanding, a_report())]
    (sentence,) = draft.sentences
    assert word in sentence.text
    assert (draft.citations, draft.steps, draft.suggested_replies) == ((), (), ())


def test_agents_read_names_and_not_ids_of_slack():
    assert [holder_words(one) for one in ("Ana", "slack:U012AB3CD", None)] == ["Ana", "An agent in Slack", None]
