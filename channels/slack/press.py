"""A pressed button -> what follows from it."""

from __future__ import annotations

import json
from typing import Any

from bot.feedback import Rating
from bot.hold import let_go
from bot.models import Answer, Attempt, Outcome, Result
from bot.wording import phrasebook
from channels.slack.ask import ask
from channels.slack.blocks import note, render
from channels.slack.compose import post, whisper
from channels.slack.handover import hand_over
from channels.slack.models import Button, Leased, Place, Say
from channels.slack.parts import Parts
from channels.slack.stream import Stream
from channels.slack.wording import say
from knowledge.models import Guide


async def press(leased: Leased, parts: Parts, stream: Stream) -> tuple[Say, ...]:
    """Return what to post; nothing for a button that is not ours or whose conversation was erased."""
    told = _told(leased.job.value)
    kept = await parts.store.answer(str(told.get("a", "")))
    if kept is None:
        return ()
    about, action = kept.answer, Button(leased.job.action)
    if action is Button.FEEDBACK:
        return await _vote(leased, parts, about, str(told.get("r")))
    if action is Button.SHARE:
        return await _share(leased, parts, about, str(told.get("th", "")))
    conversation = await parts.store.get(about.conversation_id)
    if conversation is None:
        return ()
    if action is Button.RELEASE:
        await parts.store.hold(conversation.ref, None)
        return whisper(leased.job, (note(say("en", "thanks")),))
    if let_go(conversation, parts.clock()).held_by is not None:
        return whisper(leased.job, (note(say(about.language, "handed_over")),))
    if action is Button.NOTIFY:
        wish = await parts.notifier.ask(conversation)
        return whisper(leased.job, (note(say(about.language, "will_tell" if wish else "nothing_posted")),))
    return await _go_on(leased, parts, about, told, stream)


async def _go_on(leased: Leased, parts: Parts, about: Answer, told: dict[str, Any], stream: Stream) -> tuple[Say, ...]:
    """Return the next answer: an attempt counts, a suggested reply or the call for a person is said."""
    action = Button(leased.job.action)
    human = phrasebook(about.language).say("replies.human")
    message = human if action is Button.HUMAN else str(told.get("t", "")).strip()[:300]
    attempts = _attempts(told, parts.library.current().guide) if action is Button.ATTEMPT else ()
    if not (message or attempts):
        return ()
    stream.start("", about.language)
    answer = await ask(leased, parts, message, about.conversation_id, attempts, stream)
    if answer is None:
        return ()
    says = post(leased.job.place, render(answer))
    if action is Button.HUMAN or answer.outcome is Outcome.ESCALATED_REQUESTED:
        says += await hand_over(leased.job.place, answer, parts)
    return says


async def _vote(leased: Leased, parts: Parts, about: Answer, rating: str) -> tuple[Say, ...]:
    if rating not in tuple(Rating):
        return ()
    await parts.store.vote(about.id, Rating(rating), None, None, leased.received_at)
    return whisper(leased.job, (note(say(about.language, "thanks")),))


async def _share(leased: Leased, parts: Parts, about: Answer, thread: str) -> tuple[Say, ...]:
    """Post a draft for everybody and go on with its conversation in that thread."""
    place = Place(leased.job.team, leased.job.channel, thread or leased.job.thread)
    await parts.ledger.bind(place, about.conversation_id)
    return post(place, render(about))


def _attempts(told: dict[str, Any], guide: Guide) -> tuple[Attempt, ...]:
    """Return the attempt a button stands for; none for a step that the guide does not have any more."""
    step_id, variant, result = told.get("s"), told.get("v"), told.get("r")
    steps = [chunk.step for chunk in guide.chunks] + [item.step for chunk in guide.chunks for item in chunk.items]
    known = next((step for step in steps if step is not None and step.id == step_id), None)
    if known is None or (variant is not None and variant not in known.variants) or result not in tuple(Result):
        return ()
    return (Attempt(known.id, variant, Result(result)),)


def _told(value: str) -> dict[str, Any]:
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
