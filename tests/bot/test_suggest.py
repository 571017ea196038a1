"""A transcript is heard as a conversation would have been, and asking the engine about it leaves no trace."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversations.memory import MemoryStore
from bot.factory import build_assistant
from bot.models import Author, Channel, Fact, Outcome, Turn
from bot.settings import BotSettings
from bot.suggest import Line, Suggester
from bot.warning import EarlyWarning
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings
from tests.api.conftest import ENGLISH, english_index
from tests.builders import a_conversation, a_report

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Reader:
    """Hands out one report."""

    async def current(self, wait=1.0):
        return a_report()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggest")
    shutil.copytree(english_index(), folder / "index")
    made = build_library(KnowledgeSettings(model="hashing", guides=(ENGLISH,)), folder)
    made.start()
    assert made.wait_ready(120)
    yield made
    made.close()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def warning():
    return EarlyWarning()


@pytest.fixture
def suggester(library, store, warning):
    return Suggester(build_assistant(BotSettings(), library, Reader(), store, warning), library, lambda: NOW)


def customer(text, minutes=None):
    return Line(Author.USER, text, None if minutes is None else NOW - timedelta(minutes=minutes))


def agent(text):
    return Line(Author.AGENT, text)


def tried(heard):
    return {(one.step_id, one.variant): one.result.value for one in heard.attempts}


async def test_lines_of_a_customer_add_up(suggester):
    lines = [
        customer("502 bad gateway on my phone"),
        customer("I cleared my cache"),
        customer("and refreshed, no luck"),
    ]
    heard = await suggester.hear(lines, None)
    assert {step for step, _ in tried(heard)} == {"clear-cache", "refresh"}
    assert Fact.ON_PHONE in heard.facts
    assert heard.symptom == "bad-gateway"


async def test_that_did_not_help_is_about_what_the_agent_offered(suggester):
    heard = await suggester.hear(
        [customer("502"), agent("Please refresh the page."), customer("that did not help")], None
    )
    assert tried(heard) == {("refresh", None): "did_not_work"}


async def test_what_an_agent_says_is_no_attempt_of_the_customers(suggester):
    heard = await suggester.hear([customer("502"), agent("Have you cleared your cache? I tried that myself.")], None)
    assert heard.attempts == ()
    assert [turn.author for turn in heard.turns] == [Author.USER, Author.AGENT]


async def test_how_long_it_lasts_is_read_from_the_times_of_the_helpdesk(suggester):
    heard = await suggester.hear([customer("502", minutes=50), customer("still", minutes=1)], None)
    assert heard.first_reported_at == NOW - timedelta(minutes=50)
    assert Fact.OVER_HALF_AN_HOUR in heard.facts


async def test_personal_data_is_masked_before_anything_is_understood(suggester):
    heard = await suggester.hear([customer("502, mail kim@example.com")], None)
    assert "kim@example.com" not in str(heard)


async def test_asking_leaves_no_conversation_and_no_report_behind(suggester, store, warning):
    for number in range(8):
        heard = await suggester.hear([customer("chatgpt 502 bad gateway")], None)
        suggested = await suggester.suggest(heard, f"agent:{number}")
        assert suggested.answer.outcome is Outcome.ANSWERED_STEPS
    assert (await store.listed()).items == ()
    assert not warning.level("bad-gateway", datetime.now(UTC)).raised


async def test_a_greeting_or_a_call_for_a_person_is_not_what_is_answered(suggester):
    lines = [customer("502 bad gateway"), customer("hello?"), customer("I want a human")]
    suggested = await suggester.suggest(await suggester.hear(lines, None), "agent:1")
    assert suggested.answer.outcome is Outcome.ANSWERED_STEPS
    assert len(suggested.conversation.turns) == 3, "the answer is no turn of it"


async def test_without_a_word_of_the_customer_there_is_nothing_to_suggest(suggester):
    assert await suggester.suggest(await suggester.hear([agent("Hello")], None), "agent:1") is None


async def test_a_pressed_button_is_answered_as_what_it_said(suggester, store):
    now = datetime.now(UTC)
    talk = replace(a_conversation(symptom="bad-gateway"), created_at=now - timedelta(minutes=5), channel=Channel.WIDGET)
    heard = await suggester.hear([customer("I cleared my cache and it works again")], None)
    pressed = tuple(replace(one, at=now - timedelta(minutes=1)) for one in heard.attempts)
    turns = (Turn(now - timedelta(minutes=4), Author.USER, "502"), Turn(now, Author.USER, ""))
    suggested = await suggester.suggest(replace(talk, attempts=pressed, turns=turns), "agent:1")
    assert suggested.answer.outcome is Outcome.RESOLVED
    assert suggested.conversation.channel is Channel.WIDGET


async def test_an_attempt_keeps_the_time_at_which_it_was_told(suggester):
    """The last message is gone through again for a suggestion; that makes what it told no newer."""
    heard = await suggester.hear([customer("502 bad gateway, I cleared my cache", 40)], None)
    suggested = await suggester.suggest(heard, "agent:k1")
    assert [(one.step_id, one.at) for one in suggested.conversation.attempts] == [
        ("clear-cache", NOW - timedelta(minutes=40))
    ]
