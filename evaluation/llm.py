"""A language model against the guide's own words: the same messages to both, judged by the same rules.

    BOT_LLM=openai:NAME BOT_LLM_BASE_URL=... python -m evaluation.llm [--first N] [--seconds S]

With `--python PATH` the small model that this interpreter's packages carry is served and asked (`make eval-llm`). It
fails where a sentence of the model was shown that `evaluation/llm_judge.py` finds a fault in, or where an answer was
worse than the one without a model.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import cast

from bot.assistant import Assistant, Parts
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Question, Sentence
from bot.ports import AnswerWriter
from bot.settings import BotSettings
from bot.verify import Evidence
from bot.writers.breaker import Breaker
from bot.writers.budget import Budget
from bot.writers.call import Guest, Limits
from bot.writers.extractive import ExtractiveWriter
from bot.writers.langchain import ChatModel, Piece
from bot.writers.llm import LlmWriter
from bot.writers.prompt import Prompt, instructions
from bot.writers.reading import Reading
from evaluation.answers import evaluate
from evaluation.datasets import DataSets, load
from evaluation.factory import NotReadyError, open_subject
from evaluation.llm_command import parser, say, with_model
from evaluation.llm_judge import Fault, faults
from evaluation.llm_serve import NotServedError
from evaluation.llm_table import Compared, Contest, Way, tabulate
from evaluation.metrics import Score
from evaluation.records import Record, VerdictRecord
from evaluation.results import Answered, Reply
from evaluation.settings import EvaluationSettings
from evaluation.subject import Progress, Subject
from knowledge.models import Chunk

# What is measured is what the model says, not what it is spared: no day's budget, and no rest after failures.
BOUNDLESS = 10**12


class Overheard(ChatModel):
    """Keeps what the model says while it passes it on."""

    said = ""

    async def say(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Yield what the model yields."""
        self.said = ""
        stream = cast(AsyncGenerator[Piece, None], super().say(prompt))
        async with aclosing(stream):  # the connection ends with the reader's patience
            async for piece in stream:
                self.said += piece.text
                yield piece


class Untiring(Breaker):
    """Lets every call through."""

    def admits(self) -> bool:
        """Say yes."""
        return True


class Match:
    """The bot with a model and the bot without, on one guide and one status page."""

    def __init__(self, subject: Subject, settings: BotSettings, limits: Limits) -> None:
        self._subject, self._model = subject, Overheard(settings)
        self._guest = Guest(self._model, Budget(BOUNDLESS, BOUNDLESS), limits, breaker=Untiring())
        plain = Parts(subject.library, subject.status, MemoryStore(), ExtractiveWriter, settings.contact_url or "")
        self._without, self._with = Assistant(plain), Assistant(replace(plain, guest=self._invite))
        self._evidence: Evidence | None = None

    def _invite(self, extractive: AnswerWriter, evidence: Evidence, question: Question) -> AnswerWriter:
        self._evidence = evidence
        return LlmWriter(self._guest, extractive, evidence, question)

    async def compare(self, row: Record) -> tuple[Compared, Reply, Reply]:
        """Ask both; return what the model did and both replies, the one with the model first."""
        self._subject.status.scenario = row.scenario if isinstance(row, VerdictRecord) else "all-fine"
        self._model.said, ended = "", self._guest.usage.ended.copy()
        without = [piece async for piece in self._without.stream(Question(row.text))][-1]
        pieces = [piece async for piece in self._with.stream(Question(row.text))]
        answer = pieces[-1]
        assert isinstance(answer, Answer)
        assert isinstance(without, Answer)
        told = {one for one in [*pieces, *answer.sentences] if isinstance(one, Sentence) and one.origin == "model"}
        compared = Compared(
            id=row.id,
            ended=next(iter(self._guest.usage.ended - ended), ""),
            proposed=self._proposed(),
            shown=tuple((one.text, self._judge(one.text, _cited(one, without))) for one in told),
            differs=_differences(answer, without),
            model=Way(answer.writer, answer.seconds, len(answer.text.split())),
            guide=Way(without.writer, without.seconds, len(without.text.split())),
        )
        return compared, self._subject.reply(answer), self._subject.reply(without)

    def close(self, rows: Sequence[Compared], scores: Sequence[tuple[Score, Score]]) -> Contest:
        """Return all that was found."""
        return Contest(tuple(rows), self._guest.usage.dropped, tuple(scores))

    def _proposed(self) -> tuple[frozenset[Fault], ...]:
        written = Reading().feed(self._model.said)
        return tuple(self._judge(one.text, [name.partition("|")[0] for name in one.chunks]) for one in written)

    def _judge(self, text: str, chunk_ids: Iterable[str]) -> frozenset[Fault]:
        assert self._evidence is not None
        guide, language = self._evidence.guide, self._evidence.book.language
        texts = [text for name in chunk_ids if (chunk := guide.chunk(name, language)) for text in _texts(chunk)]
        return faults(text, texts, self._evidence.links, instructions())


def _texts(chunk: Chunk) -> tuple[str, ...]:
    items = (f"{item.label} {item.text}" for item in chunk.items)
    return (chunk.title, chunk.text, chunk.caution or "", chunk.tip or "", *items)


def _cited(sentence: Sentence, without: Answer) -> list[str]:
    """Return the chunks a sentence cites; the numbers of citations are those of the answer without a model."""
    return [one.chunk_id for one in without.citations if one.n in sentence.citations]


def _differences(answer: Answer, without: Answer) -> tuple[str, ...]:
    """Return what a model must not change and did."""
    same = {
        "outcome": answer.outcome is without.outcome,
        "verdict": answer.verdict == without.verdict,
        "steps": answer.steps == without.steps,
        "held back": answer.held_back == without.held_back,
        "citations": {one.chunk_id for one in answer.citations} == {one.chunk_id for one in without.citations},
        "language": answer.language == without.language,
    }
    return tuple(name for name, kept in same.items() if not kept)


def spread(sets: DataSets, count: int | None) -> DataSets:
    """Return so many rows of each set that is asked here, spread evenly over it; all of them without a count."""
    questions, declines, verdicts = (
        rows[:: max(1, len(rows) // count)][:count] if count else rows
        for rows in (sets.questions, sets.declines, sets.verdicts)
    )
    return DataSets(questions, declines, (), verdicts, ())  # type: ignore[arg-type]


async def contest(match: Match, sets: DataSets, progress: Progress) -> Contest:
    """Ask every row of the sets in both ways."""
    rows: tuple[Record, ...] = (*sets.questions, *sets.declines, *sets.verdicts)
    compared: list[Compared] = []
    ways: tuple[list[Answered], list[Answered]] = ([], [])
    for number, row in enumerate(rows, 1):
        one, *replies = await match.compare(row)
        compared.append(one)
        for way, reply in zip(ways, replies, strict=True):
            way.append(Answered(id=row.id, reply=reply))
        progress("messages", number, len(rows))
    scores = tuple(zip(*(evaluate(sets, way) for way in ways), strict=True))
    return match.close(compared, scores)


async def run(settings: BotSettings, limits: Limits, count: int | None) -> Contest:
    """Open the bot, ask both ways, close it. Raises NotReadyError."""
    own = EvaluationSettings()
    async with open_subject(own) as subject:
        return await contest(Match(subject, settings, limits), spread(load(own.data), count), say)


def _parser() -> argparse.ArgumentParser:
    return parser(
        "evaluation.llm",
        "Compare a language model with the guide's words.",
        first="only N rows of every set, spread over it",
        seconds="for a model's first sentence and for its last",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print; 0 where the model did no harm, 1 where it did, 2 where nothing could be compared."""
    options = _parser().parse_args(arguments)
    settings = BotSettings()
    limits = Limits(options.seconds or settings.llm_first_seconds, options.seconds or settings.llm_seconds)
    try:
        with with_model(settings, options.python, limits.last) as asked:
            found = asyncio.run(run(asked, limits, options.first))
    except (NotReadyError, NotServedError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(tabulate(found)))
    return 1 if found.harmful else 0


if __name__ == "__main__":
    raise SystemExit(main())
