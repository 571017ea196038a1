"""Asks questions again of the guide as it is now; nothing is stored, counted or told to anybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.assistant import Assistant, Parts
from bot.conversations.memory import MemoryStore
from bot.insights.models import OpenQuestion
from bot.insights.rows import RerunRow
from bot.models import Answer, Outcome, Question
from bot.writers.extractive import ExtractiveWriter
from knowledge.library import Library
from status.models import StatusReport, unreadable

_ANSWERED = (Outcome.ANSWERED_STEPS, Outcome.ANSWERED_FACT)


class Rehearsal:
    """Each question is asked as the first message of a conversation, under a status page that tells nothing.

    So only the guide decides: an incident neither hides an answer nor lends one.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    async def again(self, gap_id: str, questions: Iterable[OpenQuestion], at: datetime) -> tuple[RerunRow, ...]:
        """Return what came of each question now."""
        return tuple([await self._one(gap_id, question, at) for question in questions])

    async def _one(self, gap_id: str, question: OpenQuestion, at: datetime) -> RerunRow:
        assistant = Assistant(Parts(self._library, _Silent(), MemoryStore(), ExtractiveWriter))
        answer = await assistant.ask(Question(question.text, locale=question.language))
        after = answer.outcome.value
        return RerunRow(
            question.answer_id, gap_id, at, answer.generation, question.outcome, after, _flipped(question, answer)
        )


def _flipped(question: OpenQuestion, answer: Answer) -> bool:
    """Tell whether the guide answers now; one it answered before, to no avail, has to rest on another section."""
    if answer.outcome not in _ANSWERED:
        return False
    cited = {citation.chunk_id for citation in answer.citations}
    return question.outcome not in _ANSWERED or bool(cited - set(question.citations))


class _Silent:
    """A status page that could not be read."""

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return a report that knows nothing."""
        return unreadable("", "", "not asked")
