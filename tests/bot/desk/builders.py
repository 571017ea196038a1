"""Agents and conversations of the tests here."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.desk.records import Agent
from bot.handoff import make_packet
from bot.models import Author, Turn
from tests.bot.conversations.builders import an_answer
from tests.builders import a_conversation, a_report

ANA, BEN = Agent("k1", "Ana"), Agent("k2", "Ben")
NOW = datetime.now(UTC)


async def a_talk(store, number=1, *, at=NOW, message="502 bad gateway", **known):
    talk = replace(
        a_conversation(symptom="bad-gateway", **known),
        id=f"c_{number:024}",
        ref=f"r_{number:010x}",
        created_at=at,
        updated_at=at,
    )
    answer = an_answer(talk, id=f"a_{number}", created_at=at)
    turns = (Turn(at, Author.USER, message), Turn(at, Author.ASSISTANT, answer.text, answer))
    await store.record(replace(talk, turns=turns), turns, answer)
    return talk


async def hand_over(store, talk):
    await store.handoff(talk.id, make_packet(talk, a_report(), datetime.now(UTC)))
