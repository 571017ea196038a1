"""Replaying a timeline through the whole bot, and scoring its verdicts against the truth beside three simple readers.

`python -m evaluation.replay [FILE...]` prints the table; without files the timelines that ship are replayed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from bot.assistant import Assistant, Parts
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Question
from bot.writers.extractive import ExtractiveWriter
from evaluation.jsonl import BadRowError
from evaluation.outlook import Outlook, outlooks, tabulate_outlooks
from evaluation.recorded import RecordedPage
from evaluation.settings import EvaluationSettings
from evaluation.timeline import Moment, load
from knowledge.library import Library
from knowledge.models import Guide
from knowledge.open import OpenGeneration
from knowledge.parse import read_guide
from knowledge.settings import KnowledgeSettings
from status.cache import CachedStatus

FOLDER = "timelines"


@dataclass(frozen=True, slots=True)
class Said:
    """One question of a timeline and what the bot would have said then."""

    moment: Moment
    answer: Answer


class KeywordLibrary:
    """The guide without a model, as the bot has it while its model still loads: verdicts need no more."""

    def __init__(self, guide: Guide) -> None:
        self._opened = OpenGeneration("replay", guide, lambda texts: None)

    def current(self) -> OpenGeneration:
        """Return the guide."""
        return self._opened

    def embed(self, texts: Sequence[str]) -> None:
        """Return nothing: there is no model."""


def read_the_guide() -> Guide:
    """Return the guide that `KNOWLEDGE_GUIDES` names."""
    return read_guide(list(KnowledgeSettings().guides))


async def replay(moments: Sequence[Moment], guide: Guide) -> AsyncIterator[Said]:
    """Yield what is said to each question, in order. The page and every clock are those of the recording."""
    if not moments:
        return
    page = RecordedPage(moments[0].at)
    # The assistant reads library and page only through what stands here.
    library, status = cast(Library, KeywordLibrary(guide)), cast(CachedStatus, page)
    assistant = Assistant(Parts(library, status, MemoryStore(), ExtractiveWriter, clock=lambda: page.now))
    talks: dict[str, str] = {}
    for moment in moments:
        if moment.ask is None:
            page.change(moment)
            continue
        page.go_on(moment.at)
        known = talks.get(moment.conversation) if moment.conversation else None
        answer = await assistant.ask(Question(moment.ask, conversation_id=known))
        if moment.conversation:
            talks[moment.conversation] = answer.conversation_id
        yield Said(moment, replace(answer, trace=None))


async def judged(moments: Sequence[Moment], guide: Guide) -> tuple[Outlook, ...]:
    """Return the verdicts of the bot and of the three baselines on every question that says what was true."""
    said = [one async for one in replay(moments, guide)]
    return outlooks(moments, [(one.moment, one.answer.verdict) for one in said], guide.product)


def timelines(folder: Path) -> tuple[Path, ...]:
    """Return the timelines of a folder in order of their names."""
    return tuple(sorted(folder.glob("*.jsonl")))


async def _table(files: Iterable[Path]) -> tuple[str, ...]:
    guide = read_the_guide()
    found: list[Outlook] = []
    for path in files:
        found += await judged(load(path), guide)
    return tabulate_outlooks(found)


def main(argv: Sequence[str]) -> int:
    """Print the table; 0 when it could be made, 2 when a timeline is none."""
    files = tuple(Path(one) for one in argv) or timelines(EvaluationSettings().data / FOLDER)
    try:
        lines = asyncio.run(_table(files))
    except BadRowError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
