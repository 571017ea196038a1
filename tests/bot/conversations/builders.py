"""Conversations, turns and answers; say only what matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.handoff import make_packet
from bot.models import (
    Answer,
    Attempt,
    Author,
    Certainty,
    Channel,
    Check,
    Citation,
    Conversation,
    Decision,
    Escalation,
    Fact,
    HeldBack,
    HeldReason,
    Intent,
    Outcome,
    Result,
    Scope,
    Sentence,
    StepOffer,
    Trace,
    Turn,
    Understanding,
    Verdict,
)
from bot.records import HandoffPacket
from knowledge.models import Chunk, Hit, Kind, SearchResults
from tests.builders import a_report, a_window, an_incident

NOW = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)
_numbers = count(1)


def later(seconds: float) -> datetime:
    """A time after NOW."""
    return NOW + timedelta(seconds=seconds)


def a_talk(**fields) -> Conversation:
    """A conversation with ids of its own."""
    number = next(_numbers)
    blank = Conversation(f"c_{number:032d}", f"r_{number:010d}", NOW, NOW, "en", Channel.WIDGET)
    return replace(blank, **fields)


def tried(step="clear-cache", variant=None, result="did_not_work", said="cleared it", at=NOW) -> Attempt:
    return Attempt(step, variant, Result(result), said, at)


def an_answer(talk: Conversation, **fields) -> Answer:
    """An answer that fills every field, without a trace."""
    citation = Citation(1, "guide#refresh", "guide", "Step 1: Refresh", None, "Refresh the page.", "https://x.test/#1")
    whole = Answer(
        id=f"a_{next(_numbers):024d}",
        conversation_id=talk.id,
        created_at=talk.updated_at,
        language="en",
        outcome=Outcome.ANSWERED_STEPS,
        text="Refresh the page. [1]",
        verdict=Verdict(Scope.JUST_YOU, Certainty.LIKELY, ("nothing posted",), "G", ("inc-1",)),
        steps=(StepOffer("refresh", "Refresh the page", "Step 1: Refresh", None, "Do it once.", "Wait a minute.", 1),),
        held_back=(HeldBack("clear-cache", "Clear the cache", None, HeldReason.ALREADY_TRIED),),
        attempts=talk.attempts,
        citations=(citation,),
        status=a_report(state="degraded", incidents=(an_incident(),), maintenances=(a_window(),)),
        suggested_replies=("That fixed it",),
        escalation=Escalation("You asked for a person.", "https://help.test", "/v1/handoff"),
        confidence="high",
        writer="extractive",
        generation="g1",
        seconds=0.02,
        status_summary="Status: degraded.",
        sentences=(Sentence("Refresh the page.", (1,)),),
        checks=(Check("cited", True, "1 of 1"),),
    )
    return replace(whole, **fields)


def traced(answer: Answer) -> Answer:
    """The answer with how it came about: one hit and one rejected hit."""
    chunk = Chunk("guide#refresh", "guide", "refresh", "en", Kind.STEP, "Refresh", (), "text", 0, "", "d")
    hits, rejected = (Hit(chunk, 0.8, 1, 2),), (Hit(chunk, 0.1, None, 9),)
    found = SearchResults("q", hits, rejected, mode="hybrid", generation="g1", timings={"dense": 0.01})
    understood = Understanding(Intent.FIX, "page fails", "en", "bad-gateway", "web", facts=frozenset({Fact.VPN_ON}))
    decision = Decision(answer.outcome, answer.verdict, (), (), (), (), "green and two steps are untried")
    return replace(answer, trace=Trace(understood, found, decision, {"seconds": 0.02}))


def exchange(talk: Conversation, said: str = "it fails", answer: Answer | None = None) -> tuple[Turn, ...]:
    """A message and its answer, as the assistant records them."""
    answer = answer or an_answer(talk)
    at = answer.created_at
    return Turn(at, Author.USER, said), Turn(at, Author.ASSISTANT, answer.text, replace(answer, trace=None))


def a_packet(talk: Conversation, at: datetime = NOW) -> HandoffPacket:
    return make_packet(talk, a_report(), at)


async def said(store, talk: Conversation, message: str = "it fails", **fields) -> Answer:
    """Store one exchange and return its answer, with its trace."""
    answer = traced(an_answer(talk, **fields))
    await store.record(talk, exchange(talk, message, answer), answer)
    return answer
