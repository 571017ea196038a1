"""Running the evaluation: ask, score, compare, report. This is what `signpost eval` calls."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.ask import about, ask
from evaluation.compare import Worse, compare, read_baseline, renewed, write_baseline
from evaluation.datasets import load
from evaluation.explain import explain
from evaluation.factory import NotReadyError
from evaluation.findings import Findings
from evaluation.jsonl import BadRowError
from evaluation.measures import STAGES
from evaluation.metrics import Measure, summarise
from evaluation.report import render
from evaluation.score import score, stored
from evaluation.settings import EvaluationSettings
from evaluation.subject import Progress
from evaluation.tabulate import tabulate

GOOD, WORSE, BROKEN = 0, 1, 2
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to."""

    measures: tuple[Measure, ...]
    worse: tuple[Worse, ...]
    report: Path


def run(argv: Sequence[str] = (), progress: Progress = lambda *_: None, say: Say = print) -> int:
    """Run with the options of `signpost eval` and say what came of it.

    Returns 0 when nothing is worse than the baseline, 1 when something is, 2 when it could not run.
    """
    try:
        options = _parser().parse_args(argv)
    except SystemExit as ending:
        return BROKEN if ending.code else GOOD
    try:
        done = asyncio.run(_run(options, EvaluationSettings(), progress))
    except (BadRowError, NotReadyError, ValueError) as error:
        say(str(error))
        return BROKEN
    _tell(done, say, as_json=options.json)
    return WORSE if done.worse else GOOD


def _parser() -> argparse.ArgumentParser:
    told = "Measure how good the answers are, and compare with the baseline."
    parser = argparse.ArgumentParser("signpost eval", description=told)
    parser.add_argument(
        "--stage", choices=STAGES, action="append", dest="stages", help="only this one; may be repeated"
    )
    parser.add_argument("--rescore", action="store_true", help="score the stored results again, ask nothing")
    parser.add_argument("--renew", action="store_true", help="make today's values the baseline")
    parser.add_argument("--first", type=int, metavar="N", help="only N rows of every set, without the baseline")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return parser


async def _run(options: argparse.Namespace, settings: EvaluationSettings, progress: Progress) -> Run:
    sets = load(settings.data)
    sets = sets.first(options.first) if options.first else sets
    stages = tuple(stage for stage in STAGES if stage in (options.stages or STAGES))
    if not options.rescore:
        await ask(stages, sets, settings, progress)
    results = stored(stages, settings.results)
    scores = score(sets, results)
    measures = summarise(scores)
    findings = Findings(about(settings.results), sets, measures, results, explain(sets, results, scores))
    path = settings.results / "report.html"
    path.write_text(render(findings), encoding="utf-8")
    worse = () if options.first else _compared(measures, stages, settings.baseline, renew=options.renew)
    return Run(measures, worse, path)


def _compared(measures: tuple[Measure, ...], stages: tuple[str, ...], path: Path, *, renew: bool) -> tuple[Worse, ...]:
    baseline = read_baseline(path)
    if renew:
        write_baseline(path, renewed(measures, baseline))
        return ()
    return compare(measures, baseline, stages)


def _tell(done: Run, say: Say, *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(_document(done)))
        return
    for line in tabulate(done.measures):
        say(line)
    for one in done.worse:
        say(f"worse: {one}")
    say(f"The report is in {done.report}")


def _document(done: Run) -> dict[str, object]:
    rows = [
        {"measure": one.name, "slice": one.slice, "split": one.split.value, "value": one.value}
        | {"low": one.low, "high": one.high, "of": one.of}
        for one in done.measures
    ]
    return {"measures": rows, "worse": [str(one) for one in done.worse], "report": str(done.report)}
