"""Speed and memory: answers beside the bare embedding of the same questions, measured in the same run.

Machines differ, so what counts are the ratios. Writes docs/performance.md; `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.bench_page import Row, page, table
from evaluation.bench_server import ServerEndedError, measure_server
from evaluation.datasets import load
from evaluation.factory import NotReadyError, open_subject
from evaluation.settings import EvaluationSettings
from evaluation.subject import Subject
from knowledge.factory import build_embedder, build_library
from knowledge.ports import Embedder
from knowledge.settings import KnowledgeSettings

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
QUESTIONS = 250
_WARMING = "chatgpt bad gateway"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds a question: its bare embedding, its first answer, and its answer when it was asked before."""

    bare: Sequence[float]
    distinct: Sequence[float]
    repeated: Sequence[float]


def run(target: Path = PAGE, count: int = QUESTIONS, say: Say = print) -> int:
    """Measure with at most so many questions and write the page; return 0, or 1 where something did not come up."""
    settings = EvaluationSettings()
    texts = _questions(settings, count)
    try:
        with TemporaryDirectory(prefix="signpost-bench-") as name:
            rows = _measure(settings.model_copy(update={"results": Path(name)}), texts, say)
    except (NotReadyError, ServerEndedError) as error:
        say(str(error))
        return 1
    target.write_text(page(rows, _machine()), "utf-8")
    say(table(rows))
    return 0


def _measure(settings: EvaluationSettings, texts: Sequence[str], say: Say) -> list[Row]:
    data = settings.results / "work"
    say("Building the index from nothing, then again unchanged …")
    index = _index_rows(data)
    say(f"Asking {len(texts)} questions in this process …")
    times = asyncio.run(_asked_here(settings, texts))
    say("Starting the server and asking it the same …")
    return [*_answer_rows(times), *asyncio.run(measure_server(data, texts)), *index]


def _questions(settings: EvaluationSettings, count: int) -> list[str]:
    """Return distinct English messages, covered and not, so that every way through the flow is taken."""
    sets = load(settings.data)
    rows = [*sets.questions, *sets.declines]
    return list(dict.fromkeys(row.text for row in rows if row.language == "en"))[:count]


def _index_rows(data: Path) -> list[Row]:
    library = build_library(KnowledgeSettings(), data)
    try:
        started = time.perf_counter()
        fresh = library.reindex()
        seconds = time.perf_counter() - started
        again = library.reindex()
    finally:
        library.close()
    return [
        Row(
            "index from nothing", f"{seconds:.1f} s", how=f"the shipped guide, {fresh.embedded} texts; model load in it"
        ),
        Row("index again, nothing changed", f"{again.seconds:.1f} s", how=f"{again.embedded} texts embedded"),
    ]


async def _asked_here(settings: EvaluationSettings, texts: Sequence[str]) -> Times:
    """Time bare embedding and answer of each question in turn, so that whatever else runs slows both."""
    bare, distinct = [], []
    async with open_subject(settings) as subject:
        embedder = build_embedder(KnowledgeSettings())
        _embed(embedder, _WARMING)
        await _ask(subject, _WARMING)
        for text in texts:
            bare.append(_embed(embedder, text))
            distinct.append(await _ask(subject, text))
        repeated = [await _ask(subject, text) for text in texts]
    return Times(bare, distinct, repeated)


async def _ask(subject: Subject, text: str) -> float:
    started = time.perf_counter()
    await subject.ask(text)
    return time.perf_counter() - started


def _embed(embedder: Embedder, text: str) -> float:
    started = time.perf_counter()
    embedder.embed_query(text)
    return time.perf_counter() - started


def _answer_rows(times: Times) -> list[Row]:
    base = statistics.median(times.bare)
    told = {
        "bare embedding": (times.bare, "the model alone on one question, in this process"),
        "answer, distinct questions": (times.distinct, "the whole flow in this process, in turn with the row above"),
        "answer, repeated questions": (times.repeated, "the same again: the question's vector is remembered"),
    }
    rows = []
    for name, (seconds, how) in told.items():
        for part, value in (("p50", statistics.median(seconds)), ("p95", statistics.quantiles(seconds, n=20)[-1])):
            rows.append(Row(f"{name}, {part}", f"{value * 1000:.1f} ms", f"{value / base:.1f}", how))
    return rows


def _machine() -> str:
    return f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}"


if __name__ == "__main__":
    raise SystemExit(run())
