"""Drafting a translation of one piece of the guide, and telling what is wrong with the draft as far as rules can."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.hearing.language import find_language
from bot.wording import phrasebook
from bot.writers.langchain import ChatModel, ModelFailed, Trouble
from bot.writers.prompt import LONGEST_SECTION, Prompt, fenced
from bot.writers.reading import Reading
from knowledge.segments import shape

_ID = "text"
_NUMBER = re.compile(r"\d+")
_ADDRESS = re.compile(r"\w+://[^\s)>\]\"”»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
# What would end a mark of ours, a table's cell or a tag, or is not seen at all.
_UNWANTED = re.compile(r"[{}|<>\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff]")
# A translation is at most so many times as long, and at least so small a part; scripts without letters are short.
_LONGER, _SHORTER, _SLACK = 3, 8, 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article, in Markdown on one line; `source` and `target` are ISO 639-1 codes that we speak."""

    text: str
    heading: str
    article: str
    source: str
    target: str


async def translate(model: ChatModel, passage: Passage, seconds: float) -> str:
    """Return the model's translation, unchecked; it can be empty. Raises ModelFailed, also where it is too slow."""
    reading, found = Reading(), list[str]()
    try:
        async with asyncio.timeout(seconds):
            async for piece in model.say(_prompt(passage)):
                found += (one.text for one in reading.feed(piece.text))
    except TimeoutError:
        raise ModelFailed(Trouble.SLOW) from None
    if reading.unfinished:
        raise ModelFailed(Trouble.UNUSABLE)
    return ("" if passage.target in ("ja", "zh") else " ").join(found)


def _prompt(passage: Passage) -> Prompt:
    told = {
        "from": phrasebook(passage.source).say("language_name"),
        "to": phrasebook(passage.target).say("language_name"),
        "article": passage.article,
        "heading": passage.heading,
        "text": passage.text,
    }
    instructions = Path(__file__).with_suffix(".md").read_text("utf-8").strip()
    return fenced(instructions, json.dumps(told, ensure_ascii=False), (_ID,))


def too_long(passage: Passage) -> bool:
    """Tell whether a piece is longer than what a model is asked for at once."""
    return len(passage.text) > LONGEST_SECTION


def doubt(told: str, passage: Passage) -> str:
    """Return why a translation is not to be taken, in a few words; nothing where no rule speaks against it."""
    text = passage.text
    if not told.strip():
        return "nothing was written"
    if told == text and text.count(" ") > 1:
        return "it was left as it is"
    if not len(text) / _SHORTER <= len(told) <= len(text) * _LONGER + _SLACK:
        return "the length does not fit"
    if _numbers(told) != _numbers(text):
        return "the numbers differ"
    if _addresses(told) != _addresses(text):
        return "the links or addresses differ"
    if Counter(_UNWANTED.findall(told)) != Counter(_UNWANTED.findall(text)) or shape(told) != shape(text):
        return "the markup differs"
    spoken = find_language(told, passage.target)
    return "" if spoken == passage.target else f"it is not in the language asked for, but in `{spoken}`"


def _numbers(text: str) -> Counter[int]:
    """Return the numbers of a text, whatever digits its script has and however they are grouped."""
    return Counter(int(found) for found in _NUMBER.findall(text))


def _addresses(text: str) -> Counter[str]:
    return Counter(found.rstrip(".,;:!?") for found in _ADDRESS.findall(text))
