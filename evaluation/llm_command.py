"""What the comparisons with a language model share on the command line: its options, the model, how far it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import NO_LLM, BotSettings
from evaluation.llm_serve import NotServedError, served
from evaluation.settings import EvaluationSettings


def parser(name: str, description: str, *, first: str, seconds: str) -> argparse.ArgumentParser:
    """Return the parser of one comparison, which says what so many rows and seconds are for."""
    made = argparse.ArgumentParser(name, description=description)
    made.add_argument("--first", type=int, metavar="N", help=first)
    made.add_argument("--seconds", type=float, metavar="S", help=seconds)
    made.add_argument("--python", type=Path, metavar="PATH", help="serve the small model of this interpreter")
    return made


@contextmanager
def with_model(settings: BotSettings, python: Path | None, seconds: float) -> Iterator[BotSettings]:
    """Yield settings with a model: the small one of `python`, served meanwhile and given so long; else their own.

    Raises NotServedError, also where the settings name none.
    """
    if python:
        with served(python, EvaluationSettings().results / "llm-server.log") as url:
            own = {"llm": "openai:local", "llm_base_url": url, "llm_api_key": None, "llm_seconds": seconds}
            yield settings.model_copy(update=own)
    elif settings.llm == NO_LLM:
        raise NotServedError("No model is configured: set BOT_LLM, or give --python.")
    else:
        yield settings


def say(stage: str, done: int, total: int) -> None:
    """Tell the operator after every tenth."""
    if done % 10 == 0 or done == total:
        print(f"{done} of {total} {stage}", file=sys.stderr)
