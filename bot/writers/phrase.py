"""Proposing how people may ask for a section: a draft for the guide's writers, which nothing takes over by itself."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.hearing.words import words
from bot.support import speech
from bot.writers.langchain import ChatModel, ModelFailed, Trouble
from bot.writers.prompt import LONGEST_SECTION, Prompt, fenced
from bot.writers.reading import Reading

MOST, LONGEST = 8, 160
MOST_KNOWN = 10
_UNWANTED = re.compile(r"[\[\]<>`#|{}\\]|\w+://|www\.|@|\n")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section that people ask for; `known` are the questions its guide holds already, whatever they are about."""

    id: str
    title: str
    text: str
    language: str
    known: tuple[str, ...] = ()


async def propose(model: ChatModel, passage: Passage, seconds: float) -> tuple[str, ...]:
    """Return up to MOST questions, without those that cannot be used. Raises ModelFailed, also where it is too slow."""
    reading, found = Reading(), list[str]()
    try:
        async with asyncio.timeout(seconds):
            async for piece in model.say(_prompt(passage)):
                found += (one.text for one in reading.feed(piece.text))
    except TimeoutError:
        raise ModelFailed(Trouble.SLOW) from None
    return tuple(_usable(found, passage))[:MOST]


def _prompt(passage: Passage) -> Prompt:
    section = {"id": passage.id, "title": passage.title, "text": passage.text[:LONGEST_SECTION]}
    told = {"language": passage.language, "sections": [section], "known": passage.known[:MOST_KNOWN]}
    return fenced(
        Path(__file__).with_suffix(".md").read_text("utf-8").strip(),
        json.dumps(told, ensure_ascii=False),
        (passage.id,),
    )


def _usable(found: Collection[str], passage: Passage) -> Iterator[str]:
    """Yield what is new, plain, of a question's length, and has a claiming word and every number from the section."""
    seen = {_folded(one) for one in passage.known}
    held = f"{passage.title} {passage.text}"
    stems, numbers = _stems(held, passage.language), set(_NUMBER.findall(held))
    for text in found:
        fits = len(text) <= LONGEST and not _UNWANTED.search(text) and set(_NUMBER.findall(text)) <= numbers
        if fits and _folded(text) not in seen and stems & _stems(text, passage.language):
            seen.add(_folded(text))
            yield text


def _folded(text: str) -> str:
    return " ".join(word.text for word in words(text))


def _stems(text: str, language: str) -> set[str]:
    own = speech(language)
    return {word.stem for word in words(text) if own is None or word.text not in own.plain}
