"""Suggesting: what the engine would say now in a conversation that a person has, without a trace of having asked."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.assistant import Assistant
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Attempt, Author, Channel, Conversation, Intent, Question, Turn
from bot.redact import redact
from bot.remember import count_in
from bot.understand import understand
from knowledge.library import Library
from knowledge.models import Guide

LONGEST_MESSAGE = 2000
# Asking for a person, or a greeting, does not change what there is to say about the trouble.
_NO_NEWS = (Intent.HUMAN, Intent.GREETING)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a transcript; `at` where the helpdesk says it."""

    author: Author
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """The conversation as it is understood, and the answer that the engine would give now, with its trace."""

    conversation: Conversation
    answer: Answer


def new_suggestion_id() -> str:
    """Return a suggestion's id."""
    return f"g_{secrets.token_urlsafe(18)}"


class Suggester:
    """Asks the engine over a store of its own, which is forgotten. Safe to share."""

    def __init__(
        self, assistant: Assistant, library: Library, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._assistant = assistant
        self._library = library
        self._clock = clock

    async def suggest(self, conversation: Conversation, caller: str, style: str = "") -> Suggested | None:
        """Return what to say in this conversation; None where the customer has said nothing yet.

        What is asked is the customer's last message that is about the trouble, with all that is known by now.
        """
        asked = await asyncio.to_thread(_asked, conversation, self._library.current().guide)
        if asked is None:
            return None
        turn = conversation.turns[asked]
        alone = replace(conversation, id=conversation.ref, held_by=None, held_at=None, turns=conversation.turns[:asked])
        store = MemoryStore()
        await store.record(alone, (), None)
        question = Question(
            message=turn.message[:LONGEST_MESSAGE],
            attempts=() if turn.message else _pressed(conversation, asked),
            conversation_id=alone.id,
            locale=conversation.language,
            channel=Channel.ASSIST,
            caller=caller,
            style=style,
        )
        answer = await self._assistant.over(store).ask(question)
        known = await store.get(alone.id)
        assert known is not None, "the store was made for it"
        said = _as_said(known, conversation)
        return Suggested(replace(known, turns=conversation.turns, channel=conversation.channel, attempts=said), answer)

    async def offered(self, conversation: Conversation, text: str) -> tuple[str, ...]:
        """Return the steps that an agent's reply names, as `Conversation.offered` keeps them; what was, without one."""
        guide = self._library.current().guide
        return await asyncio.to_thread(_offered_by, conversation, text, guide)

    async def hear(self, lines: Sequence[Line], locale: str | None) -> Conversation:
        """Return the conversation that a transcript tells: customers' lines add up, agents' steps count as offered."""
        return await asyncio.to_thread(self._hear, lines, locale)

    def _hear(self, lines: Sequence[Line], locale: str | None) -> Conversation:
        guide, now = self._library.current().guide, self._clock()
        began = next((line.at for line in lines if line.at), now)
        language = (locale or "en").split("-")[0].lower()
        heard = Conversation(f"t_{secrets.token_hex(8)}", "", began, now, language, Channel.ASSIST)
        heard = replace(heard, ref=heard.id)
        for line in lines:
            text = redact(line.text).text[:LONGEST_MESSAGE]
            hear = _hear_customer if line.author is Author.USER else _hear_agent
            heard = hear(heard, text, line.at or now, guide)
        return heard


def _hear_customer(heard: Conversation, text: str, at: datetime, guide: Guide) -> Conversation:
    understood = understand(Question(text, locale=heard.language), heard, guide)
    known = count_in(heard, understood, at)
    return replace(
        heard,
        language=understood.language,
        attempts=known.attempts,
        facts=known.facts,
        symptom=understood.symptom,
        area=understood.area,
        first_reported_at=heard.first_reported_at or at,
        turns=(*heard.turns, Turn(at, Author.USER, text)),
    )


def _hear_agent(heard: Conversation, text: str, at: datetime, guide: Guide) -> Conversation:
    """Note what an agent offered: the steps that are named, so that "that did not help" is about them."""
    offered = _offered_by(heard, text, guide)
    return replace(heard, offered=offered, turns=(*heard.turns, Turn(at, Author.AGENT, text)))


def _offered_by(heard: Conversation, text: str, guide: Guide) -> tuple[str, ...]:
    named = understand(Question(text[:LONGEST_MESSAGE], locale=heard.language), heard, guide).named_steps
    return tuple(f"{step}:" for step in named) or heard.offered


def _asked(conversation: Conversation, guide: Guide) -> int | None:
    """Return which turn to answer: the customer's last with news in it, else their last."""
    theirs = [place for place, turn in enumerate(conversation.turns) if turn.author is Author.USER]
    for place in reversed(theirs):
        message = conversation.turns[place].message
        before = replace(conversation, turns=conversation.turns[:place])
        if not message or understand(Question(message), before, guide).intent not in _NO_NEWS:
            return place
    return theirs[-1] if theirs else None


def _as_said(known: Conversation, conversation: Conversation) -> tuple[Attempt, ...]:
    """Return what was tried with the time it was first told: going through a message again makes it no newer."""
    told = {(one.step_id, one.variant, one.result): one.at for one in conversation.attempts}
    return tuple(replace(one, at=told.get((one.step_id, one.variant, one.result), one.at)) for one in known.attempts)


def _pressed(conversation: Conversation, place: int) -> tuple[Attempt, ...]:
    """Return the attempts that a message without words stands for: those known since the turn before it."""
    since = conversation.turns[place - 1].at if place else conversation.created_at
    until = conversation.turns[place].at
    return tuple(one for one in conversation.attempts if one.at is not None and since < one.at <= until)
