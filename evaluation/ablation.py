"""What each technique adds: the same questions to the bot as shipped and with one thing after another taken away.

    python -m evaluation.ablation

What is taken away is taken from the guide or from the settings; nothing in the bot is switched. It takes minutes: an
index is built for each row. With `KNOWLEDGE_EMBEDDING_URL` set, the embedder there gets two rows of its own.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from evaluation.answers import evaluate, generate
from evaluation.datasets import load
from evaluation.factory import open_subject
from evaluation.measures import MEASURES
from evaluation.metrics import Measure, summarise
from evaluation.records import Split
from evaluation.settings import EvaluationSettings
from knowledge.factory import HASHING
from knowledge.settings import PACKAGED_MODEL, SHIPPED_GUIDES, KnowledgeSettings

SHOWN = (
    "answers.first_right",
    "answers.first_three_right",
    "answers.covered_refused",
    "answers.off_topic_answered",
    "answers.near_miss_answered",
)


@dataclass(frozen=True, slots=True)
class Without:
    """One row: what is left out of every sidecar, and the model; `served` is the one the environment names."""

    name: str
    keys: tuple[str, ...] = ()
    model: str = PACKAGED_MODEL
    served: bool = False


ROWS = (
    Without("as shipped"),
    Without("without declines", ("declines",)),
    Without("without phrasings and declines", ("phrasings", "declines")),
    Without("vectors of hashed words", (), HASHING),
    Without("hashed words, no phrasings", ("phrasings", "declines"), HASHING),
)
SERVED = (
    Without("vectors of the server", served=True),
    Without("the server, no phrasings", ("phrasings", "declines"), served=True),
)


def strip(target: Path, keys: tuple[str, ...], source: Path = SHIPPED_GUIDES) -> None:
    """Copy the guides, leaving these keys out of every sidecar."""
    shutil.copytree(source, target)
    for path in target.glob("*/*.yaml"):
        told = yaml.safe_load(path.read_text("utf-8"))
        kept = {key: value for key, value in told.items() if key not in keys}
        path.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), "utf-8")


async def measure(row: Without, folder: Path) -> tuple[Measure, ...]:
    """Build the index for one row in this folder, ask everything, and return the measures."""
    guides = folder / "guides"
    strip(guides, row.keys)
    settings = EvaluationSettings(results=folder / "results")
    named = KnowledgeSettings()
    url = named.embedding_url if row.served else ""
    knowledge = named.model_copy(update={"guides": (guides,), "model": row.model, "embedding_url": url})
    async with open_subject(settings, knowledge) as subject:
        sets = load(settings.data)
        return summarise(evaluate(sets, await generate(subject, sets, lambda *_: None)))


def table(found: Mapping[str, tuple[Measure, ...]], part: str, split: Split) -> tuple[str, ...]:
    """Return the lines of a Markdown table: a row a variant, a column a measure."""
    lines = [f"| {part}, {split} | " + " | ".join(MEASURES[name].title for name in SHOWN) + " |"]
    lines.append("|---|" + "---|" * len(SHOWN))
    for name, measures in found.items():
        values = {one.name: one.value for one in measures if (one.slice, one.split) == (part, split)}
        lines.append(f"| {name} | " + " | ".join(f"{values[key]:.2f}" for key in SHOWN) + " |")
    return tuple(lines)


async def main() -> None:
    """Measure every row and print the tables."""
    found: dict[str, tuple[Measure, ...]] = {}
    for row in ROWS + (SERVED if KnowledgeSettings().embedding_url else ()):
        print(f"{row.name}: building the index and asking", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            found[row.name] = await measure(row, Path(folder))
    for part in ("en", "other"):
        for split in (Split.DEV, Split.HELD):
            print("\n".join(table(found, part, split)), end="\n\n")


if __name__ == "__main__":
    asyncio.run(main())
