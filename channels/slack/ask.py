"""A message or a button -> the assistant's answer, made once however often the job is taken up."""

from __future__ import annotations

import asyncio

from bot.assistant import Assistant, UnknownConversation, new_conversation_id
from bot.ids import new_ref
from bot.models import Answer, Attempt, Author, Channel, Conversation, Question, Turn
from channels.slack.hear import hear
from channels.slack.models import Job, Leased
from channels.slack.parts import Parts
from channels.slack.stream import Stream

ANSWER_SECONDS = 50.0
# Somebody who only calls our name is greeted.
HELLO = "hello"


async def ask(
    leased: Leased,
    parts: Parts,
    message: str,
    conversation_id: str | None,
    attempts: tuple[Attempt, ...] = (),
    stream: Stream | None = None,
) -> Answer | None:
    """Return the answer, the one that was stored before us if there is one; None when the conversation was erased.

    What is verified of it before it is finished goes into the stream, where there is one.
    """
    kept = await parts.store.answer(leased.answer_id)
    if kept is not None:
        return kept.answer
    job = leased.job
    caller = parts.warning.mask(f"slack:{job.team}:{job.person}", parts.clock())
    question = Question(message, attempts, conversation_id, channel=Channel.SLACK, caller=caller)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await _told(parts.assistant, question, leased.answer_id, stream)
    except UnknownConversation:
        return None
    parts.counted(answer)
    return answer


async def _told(assistant: Assistant, question: Question, answer_id: str, stream: Stream | None) -> Answer:
    async for piece in assistant.stream(question, answer_id):
        if isinstance(piece, Answer):
            return piece
        if stream is not None:
            stream.add(piece)
    raise AssertionError("a stream ends with its answer")


async def conversation_of(job: Job, parts: Parts) -> Conversation | None:
    """Return the conversation of the job's thread, a new one for a new thread."""
    thread = await parts.ledger.thread(job.place)
    if thread is not None and thread.conversation_id is not None:
        return await parts.store.get(thread.conversation_id)
    now = parts.clock()
    made = Conversation(new_conversation_id(), new_ref(), now, now, "en", Channel.SLACK)
    return await parts.store.get(await parts.ledger.begin(job.place, made, job.person))


async def add_turn(leased: Leased, parts: Parts, conversation: Conversation, author: Author, me: str) -> bool:
    """Add what a person wrote to the conversation, unless an earlier try did; False for nothing to add."""
    words = hear(leased.job.text, me)
    turn = Turn(leased.received_at, author, words)
    known = any((one.at, one.author, one.message) == (turn.at, author, words) for one in conversation.turns)
    if words and not known:
        if author is Author.AGENT:
            await parts.store.reply(conversation.ref, turn)
        else:
            await parts.store.record(conversation, (turn,), None)
    return bool(words)
