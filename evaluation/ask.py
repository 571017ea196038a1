"""Asking the bot everything, stage by stage, and keeping what came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from evaluation import answers, dialogues, retrieval, understanding
from evaluation.datasets import DataSets
from evaluation.factory import open_subject
from evaluation.jsonl import write
from evaluation.settings import EvaluationSettings
from evaluation.subject import Progress, Subject

ABOUT = "about.json"


async def ask(stages: Iterable[str], sets: DataSets, settings: EvaluationSettings, progress: Progress) -> None:
    """Write `<stage>.jsonl` for each stage, and what was asked to `about.json`. Raises NotReadyError."""
    async with open_subject(settings) as subject:
        for stage in stages:
            write(settings.results / f"{stage}.jsonl", await _rows(stage, subject, sets, progress))
        _write_about(subject, settings.results)


async def _rows(stage: str, subject: Subject, sets: DataSets, progress: Progress) -> tuple[BaseModel, ...]:
    if stage == "retrieval":
        return await retrieval.generate(subject, sets.questions, progress)
    if stage == "understanding":
        return await understanding.generate(subject, sets.attempts, progress)
    if stage == "answers":
        return await answers.generate(subject, sets, progress)
    return await dialogues.generate(subject, sets.dialogues, progress)


def _write_about(subject: Subject, folder: Path) -> None:
    opened = subject.library.current()
    said = {
        "asked_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "generation": opened.id,
        "mode": opened.mode,
        "languages": list(opened.guide.languages()),
        "parts": dict(subject.library.state.parts),
    }
    (folder / ABOUT).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def about(folder: Path) -> str:
    """Return in a sentence what the stored results were asked of."""
    path = folder / ABOUT
    said = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return (
        f"Asked {said.get('asked_at', 'at an unknown time')}, generation {said.get('generation') or 'unknown'}, "
        f"search mode {said.get('mode', 'unknown')}, guide in {', '.join(said.get('languages', [])) or 'no language'}."
    )
