"""The whole flow over real rooms: the guide, a status report given in Python, a store in memory."""

import asyncio
from dataclasses import replace

import pytest

from bot.assistant import Assistant, Parts, UnknownConversation
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Outcome, Question, Sentence
from bot.writers.extractive import ExtractiveWriter
from knowledge.open import OpenGeneration
from status.models import StatusReport
from tests.builders import CONVERSATIONS, NOW, a_report, an_incident, the_guide


class Shelf:
    """A library that answers by keywords, as a real one does before its model is loaded."""

    def current(self):
        return OpenGeneration("g", the_guide(), lambda texts: None)

    def embed(self, texts):
        return None


class Page:
    def __init__(self, report):
        self.report = report

    async def current(self, wait=1.0):
        return self.report


@pytest.fixture
def page():
    return Page(a_report())


@pytest.fixture
async def assistant(page):
    return Assistant(Parts(Shelf(), page, MemoryStore(), ExtractiveWriter, clock=lambda: NOW))


async def test_a_stream_is_status_then_sentences_then_the_answer(assistant):
    pieces = [piece async for piece in assistant.stream(Question("chatgpt 502 bad gateway"))]
    assert isinstance(pieces[0], StatusReport)
    assert isinstance(pieces[-1], Answer)
    assert pieces[1:-1] == list(pieces[-1].sentences)
    assert all(isinstance(piece, Sentence) for piece in pieces[1:-1])


async def test_keywords_answer_before_the_model_is_there(assistant):
    answer = await assistant.ask(Question("how do I clear the browser cache"))
    assert answer.citations[0].chunk_id == "chatgpt-bad-gateway#clear-cache"
    assert answer.trace.results.mode == "keyword"


async def test_an_outage_that_begins_changes_the_plan(assistant, page):
    first = await assistant.ask(Question("chatgpt 502"))
    page.report = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
    second = await assistant.ask(Question("still", conversation_id=first.conversation_id))
    assert (first.outcome, second.outcome) == (Outcome.ANSWERED_STEPS, Outcome.ANSWERED_STATUS)
    assert second.steps == ()


async def test_every_quote_is_verbatim(assistant):
    texts = [
        text
        for chunk in the_guide().chunks
        for text in (chunk.text, chunk.caution or "", chunk.tip or "", *(item.text for item in chunk.items))
    ]
    for message in (
        "chatgpt 502",
        "what causes this",
        "what should I not do",
        "how do I flush my dns",
        "is chatgpt down?",
    ):
        answer = await assistant.ask(Question(message))
        assert all(any(one.quote in text for text in texts) for one in answer.citations)
        assert all(
            f"[{one.n}]" in answer.text
            for one in answer.citations
            if one.n not in {step.citation for step in answer.steps}
        )


async def test_secrets_never_reach_the_store(assistant):
    answer = await assistant.ask(Question("502, my mail is kim@example.com"))
    kept = await assistant._parts.store.get(answer.conversation_id)
    assert "kim@example.com" not in kept.turns[0].message


async def test_an_unknown_conversation_is_refused(assistant):
    with pytest.raises(UnknownConversation):
        await assistant.ask(Question("hi", conversation_id="c_nobody"))


async def test_two_messages_at_once_lose_no_attempt(assistant):
    first = await assistant.ask(Question("chatgpt 502"))
    said = ["I cleared the cache", "I restarted the router", "I tried another browser"]
    await asyncio.gather(*(assistant.ask(Question(message, conversation_id=first.conversation_id)) for message in said))
    last = await assistant.ask(Question("what now", conversation_id=first.conversation_id))
    assert {"clear-cache", "restart-connection", "other-browser"} <= {one.step_id for one in last.attempts}


async def test_no_conversation_is_waited_for_for_ever(assistant):
    first = await assistant.ask(Question("chatgpt 502"))
    await assistant.ask(Question("still", conversation_id=first.conversation_id))
    assert assistant._locks == {}


async def test_a_language_that_is_not_shipped_is_answered_in_english_and_told_so(assistant):
    answer = await assistant.ask(
        Question("chatgpt näyttää virheen bad gateway, mitä minun pitäisi nyt tehdä sen korjaamiseksi")
    )
    assert answer.text.startswith("I do not speak your language yet")
    assert answer.steps


async def test_a_stale_report_is_said_to_be_old(assistant, page):
    page.report = replace(a_report(freshness="stale", age=1200))
    answer = await assistant.ask(Question("is chatgpt down?"))
    assert "20 minutes ago" in answer.text


async def test_a_waiter_that_gives_up_leaves_no_lock_behind(assistant):
    first = await assistant.ask(Question("chatgpt 502"))
    again = Question("still", conversation_id=first.conversation_id)
    waiters = [asyncio.create_task(assistant.ask(again)) for _ in range(3)]
    await asyncio.sleep(0)
    waiters[1].cancel()
    await asyncio.gather(*waiters, return_exceptions=True)
    assert assistant._locks == {}


async def test_a_page_cannot_format_or_cite_in_our_text(assistant, page):
    said = "**Call us** [1] at [help](now) <b>now</b>"
    page.report = a_report(state="outage", incidents=[an_incident(title="[2] **bold**", text=said)])
    answer = await assistant.ask(Question("is chatgpt down?"))
    assert "**Call" not in answer.text
    assert "[2] **" not in answer.text
    assert "<b>" not in answer.text


async def test_the_time_of_each_stage_adds_up_to_the_whole(assistant):
    answer = await assistant.ask(Question("chatgpt says bad gateway"))
    spent = dict(answer.trace.timings)
    whole = spent.pop("seconds")
    assert set(spent) == {"wait", "read", "decide", "write"}
    assert whole == pytest.approx(sum(spent.values()))
