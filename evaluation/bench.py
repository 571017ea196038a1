"""Speed and memory: answers beside the bare embedding, measured in the same run.

Machines differ, so what counts are the ratios. Writes docs/performance.md; `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.datasets import load
from evaluation.factory import open_subject
from evaluation.settings import EvaluationSettings
from evaluation.subject import Subject
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
QUESTIONS = 120
_READY_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its name, its value in words, and its ratio to the median of the bare embedding."""

    name: str
    value: str
    ratio: str = ""


def run(say: Callable[[str], None] = print) -> int:
    """Measure everything, write the page and return 0."""
    with TemporaryDirectory(prefix="signpost-bench-") as folder:
        say("Building the index from nothing, then again unchanged …")
        fresh, unchanged = _index(Path(folder))
    rows = asyncio.run(_answers(EvaluationSettings(), say))
    rows += [
        Row("index from nothing, model load included", f"{fresh:.1f} s"),
        Row("index, nothing changed", f"{unchanged:.1f} s"),
    ]
    rows.append(Row("memory at the end (peak resident)", f"{_peak_megabytes():.0f} MB"))
    PAGE.write_text(_page(rows), "utf-8")
    say(_table(rows))
    return 0


def _index(folder: Path) -> tuple[float, float]:
    library = build_library(KnowledgeSettings(), folder)
    started = time.perf_counter()
    library.reindex()
    fresh = time.perf_counter() - started
    unchanged = library.reindex().seconds
    library.close()
    return fresh, unchanged


async def _answers(settings: EvaluationSettings, say: Callable[[str], None]) -> list[Row]:
    texts = [row.text for row in load(settings.data).questions if row.language == "en"][:QUESTIONS]
    say("Loading the model …")
    async with open_subject(settings) as subject:
        await subject.ask("chatgpt bad gateway")
        say(f"Asking {len(texts)} distinct questions, then the same again …")
        bare = [_embedded(subject, text) for text in texts]
        distinct = [await _asked(subject, text) for text in texts]
        repeated = [await _asked(subject, text) for text in texts]
    base = statistics.median(bare)
    rows = [
        Row("bare embedding, p50", _ms(base), "1.0"),
        Row("bare embedding, p95", _ms(_p95(bare)), _ratio(_p95(bare), base)),
    ]
    for name, times in (("answer, distinct questions", distinct), ("answer, repeated questions", repeated)):
        rows.append(Row(f"{name}, p50", _ms(statistics.median(times)), _ratio(statistics.median(times), base)))
        rows.append(Row(f"{name}, p95", _ms(_p95(times)), _ratio(_p95(times), base)))
        rows.append(Row(f"{name}, one at a time", f"{len(times) / sum(times):.0f} a second"))
    return rows


async def _asked(subject: Subject, text: str) -> float:
    started = time.perf_counter()
    await subject.ask(text)
    return time.perf_counter() - started


def _embedded(subject: Subject, text: str) -> float:
    """Time the bare embedding of a text that the cache has not seen: what the answer embeds is another one."""
    started = time.perf_counter()
    subject.library.embed([f"Bare: {text}"])
    return time.perf_counter() - started


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _ratio(seconds: float, base: float) -> str:
    return f"{seconds / base:.1f}"


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def _table(rows: Sequence[Row]) -> str:
    lines = ["| measure | value | beside the bare embedding |", "|---|---|---|"]
    return "\n".join(lines + [f"| {row.name} | {row.value} | {row.ratio} |" for row in rows])


def _page(rows: Sequence[Row]) -> str:
    told = (
        "Written by `make bench`. The questions are the English ones of the evaluation, answered one at a time by "
        "the whole flow in one process, without a language model; the bare embedding of each is timed in the same run, "
        "because machines differ and ratios do not. Repeated questions meet the cache of embeddings."
    )
    return f"# Performance\n\n{told}\n\n{_table(rows)}\n"


if __name__ == "__main__":
    raise SystemExit(run())
