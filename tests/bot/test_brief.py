"""The brief tells an agent what is known, why the next step is the next, and what is worth asking."""

from dataclasses import replace

import pytest

from bot.brief import MOST_QUESTIONS, basis, make_brief, why_stale, written_by_customer
from bot.compose import Composed, compose
from bot.decide import Known, Situation, decide
from bot.models import Author, Fact, Intent, Outcome, Trace, Turn, Understanding
from bot.verify import Evidence, verify
from bot.wording import phrasebook
from bot.writers.extractive import ExtractiveWriter
from knowledge.models import SearchResults
from tests.builders import NOW, a_conversation, a_report, an_attempt, an_incident, the_guide

DOWN = a_report(state="outage", incidents=(an_incident(),))


async def answered(conversation, report=None, intent=Intent.FIX):
    """Answer with the real stages, so that the brief is made of a real answer."""
    report, guide, book = report or a_report(), the_guide(), phrasebook(conversation.language)
    understanding = Understanding(intent, "502", conversation.language, symptom=conversation.symptom)
    known = Known(conversation.attempts, conversation.facts, conversation.offered)
    results = SearchResults("502", ())
    decision = decide(Situation(understanding, known, report, results, guide, book, NOW))
    evidence = Evidence(guide, report, decision, known.attempts, frozenset(), book)
    async for draft in ExtractiveWriter(guide, "").write(decision, understanding, report):
        verified, checks = verify(draft, evidence)
    made = Composed(verified, checks, "extractive", "a_test", NOW, "g1")
    return compose(made, conversation, known, report, Trace(understanding, results, decision), "")


def a_talk(*messages, **known):
    turns = tuple(Turn(NOW, Author.USER, message) for message in messages)
    return a_conversation(turns=turns, **{"symptom": "bad-gateway", **known})


async def brief_of(conversation, report=None, intent=Intent.FIX):
    return make_brief(conversation, await answered(conversation, report, intent), NOW)


async def test_the_next_step_says_why_it_is_next():
    talk = a_talk("502", attempts=(an_attempt("refresh"), an_attempt("clear-cache")))
    brief = await brief_of(talk)
    assert brief.next_step.offer.id not in ("refresh", "clear-cache")
    assert brief.next_step.why.startswith(
        "The cheapest step that was not tried: not among the 2 they have tried, about"
    )


async def test_what_the_customer_said_for_a_step_is_part_of_why():
    brief = await brief_of(a_talk("502", facts=frozenset({Fact.VPN_ON}), attempts=(an_attempt("refresh"),)))
    assert "vpn: on" in brief.next_step.why


async def test_only_what_would_change_something_is_asked_for_and_three_at_most():
    bare = await brief_of(a_talk("502"))
    told = frozenset(
        {Fact.WORKS_OTHER_NETWORK, Fact.FAILS_ELSEWHERE, Fact.OVER_HALF_AN_HOUR, Fact.IN_BROWSER, Fact.PAGE_SAYS_OK}
    )
    full = await brief_of(a_talk("502", facts=told, attempts=(an_attempt("refresh"),)))
    assert len(bare.missing) == MOST_QUESTIONS
    assert bare.missing[0].about == "what was tried"
    assert all(one.question.endswith("?") for one in bare.missing)
    assert full.missing == ()


async def test_a_page_that_we_could_not_read_is_worth_asking_about():
    unread = replace(a_report(state="unknown", freshness="unknown"), checked_at=None)
    brief = await brief_of(a_talk("502"), unread)
    assert "the status page" in [one.about for one in brief.missing]


async def test_without_a_symptom_the_first_question_is_what_they_see():
    talk = a_talk("it is broken", symptom=None)
    answer = replace(await answered(talk, intent=Intent.REPORT), outcome=Outcome.CLARIFY)
    assert make_brief(talk, answer, NOW).missing[0].about == "what they see"


async def test_during_an_incident_there_is_nothing_to_ask_and_nothing_to_do_but_wait():
    brief = await brief_of(a_talk("502"), DOWN)
    assert (brief.missing, brief.next_step) == ((), None)
    assert brief.abstained is None
    assert "OpenAI status" in brief.text


async def test_where_everything_was_tried_nothing_is_suggested():
    attempts = tuple(an_attempt(place.step.id) for place in the_guide().steps("en"))
    brief = await brief_of(a_talk("502", attempts=attempts))
    assert brief.abstained == "Every step of the guide that fits has been tried."
    assert (brief.text, brief.sentences, brief.next_step) == ("", (), None)


async def test_thanks_are_answered_and_a_greeting_is_not():
    thanks = await brief_of(a_talk("thanks"), intent=Intent.THANKS)
    hello = await brief_of(a_talk("hello"), intent=Intent.GREETING)
    assert (thanks.abstained, bool(thanks.text)) == (None, True)
    assert "not said what is wrong" in hello.abstained


async def test_evidence_names_the_page_the_customer_and_the_guide():
    brief = await brief_of(a_talk("502", facts=frozenset({Fact.FAILS_OTHER_NETWORK})))
    assert brief.evidence[0].startswith("OpenAI status, read")
    assert "The customer said: other networks: fails too." in brief.evidence
    assert any(line.startswith("The guide, Step") for line in brief.evidence)


async def test_the_summary_masks_what_people_wrote():
    brief = await brief_of(a_talk("502 bad gateway, mail kim@example.com"))
    assert "kim@example.com" not in str(brief)


@pytest.mark.parametrize(
    ("count", "report", "because"),
    [
        (1, a_report(age=50.0), None),
        (2, a_report(), "customer_wrote"),
        (1, DOWN, "status_changed"),
        (1, a_report(incidents=(an_incident(state="resolved", resolved=5),)), None),
        (2, DOWN, "customer_wrote"),
    ],
)
def test_a_suggestion_rests_on_the_customers_words_and_on_what_is_open(count, report, because):
    assert why_stale(basis(1, a_report()), basis(count, report)) == because


def test_only_the_customers_messages_count():
    talk = a_talk("502", "again")
    mixed = replace(talk, turns=(*talk.turns, Turn(NOW, Author.AGENT, "Hello"), Turn(NOW, Author.ASSISTANT, "Try.")))
    assert written_by_customer(mixed) == 2


def test_every_ending_is_either_sent_or_explained():
    """An ending that nobody thought of would be sent to customers as it is."""
    from bot.brief import _ABSTAINS

    sent = {Outcome.ANSWERED_STEPS, Outcome.ANSWERED_FACT, Outcome.ANSWERED_STATUS, Outcome.CLARIFY, Outcome.RESOLVED}
    assert sent | set(_ABSTAINS) == set(Outcome)
    assert not sent & set(_ABSTAINS)
