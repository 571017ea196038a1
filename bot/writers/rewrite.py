"""Rewriting a follow-up so that it can be searched for alone. What comes of it is a search query and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.hearing.lexicon import lexicon
from bot.hearing.words import words
from bot.models import Answer, Author, Conversation, Intent, Question, Understanding
from bot.support import Speech, claims, speech, unheard
from bot.understand import understand
from bot.wording import phrasebook
from bot.writers.call import Call, Guest, Limits
from bot.writers.langchain import ModelFailed
from bot.writers.prompt import Prompt, fenced
from knowledge.models import Guide

# So many characters may be searched for, and a longer follow-up says what it is about.
LONGEST = 200
MOST_SAID = 3
LONGEST_SAID = 300
_ID = "question"
# What a search can help with; all else is settled by what was understood.
_SEARCHED = frozenset({Intent.FACT, Intent.REPORT, Intent.FIX})
_UNWANTED = re.compile(
    r"[\[\]<>`#|{}\\*_]|\w+://|www\.|@|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """What would be searched for, and what it may refer to: words of this conversation, and names out of our guide."""

    question: str
    said: tuple[str, ...]
    about: tuple[str, ...]
    language: str


class Rewriter:
    """Asks the model that also writes, within the same budget and the same breaker, and `seconds` of its own."""

    def __init__(self, guest: Guest, seconds: float) -> None:
        self._guest = replace(guest, limits=Limits(seconds, seconds))

    async def __call__(self, question: Question, conversation: Conversation, guide: Guide) -> str:
        """Return up to LONGEST characters to search for, or nothing where the user's own words are to serve."""
        if not conversation.turns or conversation.held_by is not None or question.recalled:
            return ""
        # What the message names itself, and not what the talk is about.
        alone = replace(conversation, symptom=None, area=None)
        understanding = await asyncio.to_thread(understand, question, alone, guide)
        own = speech(understanding.language)
        if own is None or not needs_rewriting(understanding, own):
            return ""
        talk = recount(understanding, conversation, guide)
        call = Call(self._guest, question.caller, make_prompt(talk))
        return await _asked(call, talk, own) if await call.admitted() else ""


def needs_rewriting(understanding: Understanding, own: Speech) -> bool:
    """Tell whether a message asks something and leaves open about what ("how long does it take", "and on a phone?").

    It names no symptom, part, product or step, and it has a pronoun or just one word that tells anything.
    """
    asks = understanding.question or understanding.names_topic
    named = understanding.names_product or understanding.symptom or understanding.area or understanding.named_steps
    wants = understanding.attempts or understanding.wants_all or understanding.wants_more
    if not asks or named or wants or understanding.intent not in _SEARCHED or len(understanding.query) > LONGEST:
        return False
    lexis = lexicon(understanding.language)
    idle = lexis.fillers | lexis.question_words
    telling = {word.stem for word in claims(understanding.query, own) if word.text not in idle}
    return len(telling) == 1 or bool(lexis.pronouns.find(words(understanding.query)))


def recount(understanding: Understanding, conversation: Conversation, guide: Guide) -> Talk:
    """Return what was said last, and what the last answer was about; nothing that a status page wrote."""
    said = [turn.message for turn in conversation.turns if turn.author is Author.USER and turn.message]
    symptom = next((one.name for one in guide.product.symptoms if one.id == conversation.symptom), "")
    last = next((turn.answer for turn in reversed(conversation.turns) if turn.answer), None)
    about = dict.fromkeys(name for name in (guide.product.name, symptom, *(_names(last) if last else ())) if name)
    said = [one[:LONGEST_SAID] for one in said[-MOST_SAID:]]
    return Talk(understanding.query, tuple(said), tuple(about), understanding.language)


def _names(answer: Answer) -> tuple[str, ...]:
    """Return the names of the steps that an answer offers and of the first section it cites."""
    cited = (one.item or one.section for one in answer.citations[:1])
    return (*(one.title for one in answer.steps[:1]), *cited)


@cache
def instructions() -> str:
    """Return the reviewed text of `rewrite.md`."""
    return Path(__file__).with_suffix(".md").read_text("utf-8").strip()


def make_prompt(talk: Talk) -> Prompt:
    """Return what to send: our instructions, and all that anybody said between fences."""
    told = {
        "language": phrasebook(talk.language).say("language_name"),
        "said": talk.said,
        "about": talk.about,
        "question": talk.question,
    }
    return fenced(instructions(), json.dumps(told, ensure_ascii=False), (_ID,))


async def _asked(call: Call, talk: Talk, own: Speech) -> str:
    """Return what the model makes of it, where that can be used; how the call ended is counted."""
    found = ""
    try:
        async with aclosing(call.sentences(lambda: False)) as written:
            async for one in written:
                found = found or one.text
        call.ended = "rewritten" if usable(found, talk, own) else "own_words"
    except ModelFailed as failed:
        call.ended = failed.trouble.value
    finally:
        await call.close()
    return found if call.ended == "rewritten" else ""


def usable(text: str, talk: Talk, own: Speech) -> bool:
    """Tell whether a query says more than the message, and nothing that was not said in this conversation.

    So it can put together what a person said and what they were told, and bring in no code, host, name or number.
    """
    if not 0 < len(text) <= LONGEST or _UNWANTED.search(text):
        return False
    if unheard(text, (talk.question, *talk.said, *talk.about), own) or unheard(talk.question, (text,), own):
        return False
    return {word.stem for word in claims(text, own)} > {word.stem for word in claims(talk.question, own)}
