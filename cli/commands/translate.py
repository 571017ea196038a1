"""`signpost translate`: a draft of an article in another language, by a model, for a person to read and correct."""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.session import complain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import BotSettings
    from bot.writers.langchain import ChatModel
    from knowledge.document import Document
    from knowledge.segments import Segment

# After so many calls in a row that failed, the model is left alone.
MOST_FAILURES = 3
_SAID_EVERY = 10
_LANGUAGE = re.compile(r"^language:.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a segment reads in the draft, and why it was left in the original's words where it was."""

    text: str
    left: str = ""


def translate(language: str, paths: list[Path], output: Path | None) -> int:
    """Print a draft, or write it to a file that is not there yet; what no rule lets through stays as it was."""
    from api.settings import SettingsError, read_settings
    from bot.settings import NO_LLM
    from bot.wording import languages
    from knowledge.problem import GuideError, UnreadableError

    if language not in languages():
        return complain(f"A draft in `{language}` could not be checked; the languages are {', '.join(languages())}.")
    if output is not None and (output.exists() or not output.parent.is_dir()):
        return complain(f"{output}: name a file that is not there yet, in a folder that is.")
    try:
        settings = read_settings()
        if settings.bot.llm == NO_LLM:
            return complain("Translating needs a language model; set BOT_LLM.")
        document = _article(paths or list(settings.knowledge.guides), language)
        source = _source(document)
    except (SettingsError, GuideError, UnreadableError, _NoArticleError) as error:
        return complain(str(error))
    return asyncio.run(_drafted(document, source, language, output, settings.bot))


class _NoArticleError(Exception):
    """There is not one article to translate; the message says why."""


def _article(paths: list[Path], language: str) -> Document:
    """Return the one Markdown article, in the first of its languages. Raises _NoArticleError and GuideError."""
    from knowledge.parse import read_sources

    sources = read_sources(paths)
    first = [one for one in sources.documents if one.language == sources.languages[0]]
    found = [one for one in first if one.path.suffix.lower() in (".md", ".markdown")]
    if len(found) > 1:
        raise _NoArticleError(f"Name one article, not {len(found)}: {', '.join(str(one.path) for one in found)}.")
    if not found:
        wrong = " ".join(str(one) for one in sources.problems[:1])
        raise _NoArticleError(wrong or "There is no Markdown article here; name one.")
    if found[0].language == language:
        raise _NoArticleError(f"{found[0].path}: this article is in `{language}` already.")
    return found[0]


def _source(document: Document) -> str:
    from bot.wording import languages
    from knowledge.find import read_bytes
    from knowledge.readers.text import decode

    if document.language not in languages():
        raise _NoArticleError(f"{document.path}: a draft from `{document.language}` could not be checked.")
    return decode(read_bytes(document.path))


async def _drafted(document: Document, source: str, language: str, output: Path | None, settings: BotSettings) -> int:
    from knowledge.segments import find_segments, join

    headed = _headed(source, document, language)
    segments = find_segments(headed)
    told, failed = await _asked(segments, document, language, settings)
    if all(one.left for one in told):
        return complain(f"Nothing could be translated: {told[0].left if told else 'the article has no words'}.")
    draft = join(headed, segments, [one.text for one in told])
    try:
        _give(draft.text, output)
    except OSError as error:
        sys.stdout.write(draft.text)  # it was paid for
        failed += bool(complain(f"{output}: the draft cannot be written ({error.strerror}), so it was printed."))
    _list(told, draft.lines, str(output or "draft"))
    return 1 if failed else 0


def _headed(source: str, document: Document, language: str) -> str:
    """Return the source with a comment at its top that it is a draft, and its language in the front matter."""
    from knowledge.segments import front_matter

    front, rest = front_matter(source)
    note = f"# A draft by a language model, from {document.path.name} ({document.language}): to be read and corrected."
    spoken = f"language: {language}\n"
    front = _LANGUAGE.sub(spoken, front, count=1) if _LANGUAGE.search(front) else front + spoken
    return f"---\n{note}\n{front}---\n{rest}"


async def _asked(
    segments: Sequence[Segment], document: Document, language: str, settings: BotSettings
) -> tuple[list[_Told], int]:
    """Return what each segment reads in the draft, and how many calls failed."""
    from bot.writers.langchain import ChatModel, ModelFailed

    model, told, failed, row = ChatModel(settings), list[_Told](), 0, 0
    known: dict[str, _Told] = {}  # a title often stands twice, and is to read the same
    for number, segment in enumerate(segments, 1):
        if segment.text in known:
            told.append(known[segment.text])
            continue
        if row >= MOST_FAILURES:
            told.append(_Told(segment.text, "the model was not asked any more"))
            continue
        try:
            told.append(await _translated(model, segment, document, language, settings.llm_seconds))
            known[segment.text], row = told[-1], 0
        except ModelFailed as error:
            told.append(_Told(segment.text, f"the model's call ended as {error.trouble}"))
            failed, row = failed + 1, row + 1
        if number % _SAID_EVERY == 0 or number == len(segments):
            say(f"{number} of {len(segments)} blocks")
    return told, failed


async def _translated(model: ChatModel, segment: Segment, document: Document, language: str, seconds: float) -> _Told:
    from bot.writers.translate import Passage, doubt, too_long, translate

    passage = Passage(segment.text, segment.under, document.title, document.language, language)
    if segment.fixed or too_long(passage):
        return _Told(segment.text, segment.fixed or "it is too long")
    text = await translate(model, passage, seconds)
    left = doubt(text, passage)
    return _Told(segment.text, left) if left else _Told(text)


def _give(text: str, output: Path | None) -> None:
    """Print the draft, or write it; a file that appeared meanwhile is not touched. Raises OSError."""
    if output is None:
        sys.stdout.write(text)
        return
    with output.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _list(told: Sequence[_Told], lines: Sequence[int], name: str) -> None:
    """Say what is left to a person, each with its line in the draft."""
    left = [(line, one.left) for line, one in zip(lines, told, strict=True) if one.left]
    say(f"{len(told) - len(left)} of {len(told)} blocks are drafted; a person has to read all of them.")
    if left:
        say(f"To translate by hand: {len(left)}.")
    for line, why in left:
        say(f"{name}:{line}: {why}")
