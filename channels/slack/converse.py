"""A message in a thread -> what is said there: an answer, words handed between people, or nothing at all."""

from __future__ import annotations

from datetime import timedelta

from bot.hold import let_go
from bot.models import Author, Conversation, Outcome
from channels.slack.ask import HELLO, add_turn, ask, conversation_of
from channels.slack.blocks import note, render
from channels.slack.compose import post
from channels.slack.handover import hand_over
from channels.slack.hear import hear
from channels.slack.models import Job, Kind, Leased, Say, Thread
from channels.slack.parts import Parts
from channels.slack.stream import Stream
from channels.slack.wording import say

MINUTE = timedelta(minutes=1)


async def converse(leased: Leased, parts: Parts, me: str, stream: Stream) -> tuple[Say, ...]:
    """Return what to post. Raises StoreUnavailable."""
    job, thread = leased.job, await parts.ledger.thread(leased.job.place)
    if thread is not None and thread.desk:
        return await _from_agent(leased, parts, thread, me)
    if await _among_people(job, thread, parts):
        return ()
    conversation = await conversation_of(job, parts)
    if conversation is None:
        return ()
    if let_go(conversation, parts.clock()).held_by is not None:
        return await _to_agent(leased, parts, conversation, me)
    refused = await _too_much(leased, parts, conversation.language)
    if refused is not None:
        return refused
    words = hear(job.text, me) or HELLO
    stream.start(words, conversation.language)
    answer = await ask(leased, parts, words, conversation.id, stream=stream)
    if answer is None:
        return ()
    says = post(job.place, render(answer))
    if answer.outcome is Outcome.ESCALATED_REQUESTED:
        says += await hand_over(job.place, answer, parts)
    return says


async def _among_people(job: Job, thread: Thread | None, parts: Parts) -> bool:
    """Tell whether to stay silent: once somebody else helps in a thread, we speak only when we are called again."""
    if job.kind is Kind.ASK:
        if thread is not None and thread.taken_over:
            await parts.ledger.take_over(job.place, False)
        return False
    if thread is None or thread.taken_over:
        return True
    if thread.asker not in ("", job.person):
        await parts.ledger.take_over(job.place, True)
        return True
    return False


async def _too_much(leased: Leased, parts: Parts, language: str) -> tuple[Say, ...] | None:
    """Return what to say instead of an answer to who asks too much; None for everybody else."""
    job, settings = leased.job, parts.settings
    in_thread, by_person = await parts.ledger.asked(job, leased.received_at - MINUTE)
    if in_thread > settings.thread_turns:
        said_once = in_thread == settings.thread_turns + 1
        return post(job.place, (note(say(language, "enough")),)) if said_once else ()
    if by_person > settings.user_turns:
        return post(job.place, (note(say(language, "too_fast")),))
    return None


async def _from_agent(leased: Leased, parts: Parts, thread: Thread, me: str) -> tuple[Say, ...]:
    """Keep an agent's words in the conversation; they reach the person's thread as every agent's do."""
    conversation = await parts.store.get(thread.conversation_id or "")
    if conversation is not None and await add_turn(leased, parts, conversation, Author.AGENT, me):
        await parts.store.hold(conversation.ref, f"slack:{leased.job.person}")
    return ()


async def _to_agent(leased: Leased, parts: Parts, conversation: Conversation, me: str) -> tuple[Say, ...]:
    """Keep the person's words and bring them to the agents' thread, if there is one."""
    if not await add_turn(leased, parts, conversation, Author.USER, me):
        return ()
    desk = await parts.ledger.desk(conversation.id)
    words = f"{say(conversation.language, 'follow_up')}: {hear(leased.job.text, me)}"
    return post(desk.place, (note(words),)) if desk else ()
