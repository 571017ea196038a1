"""Rewriting follow-ups against searching for the user's own words: the same talks to both, judged by the same rules.

    BOT_LLM=openai:NAME BOT_LLM_BASE_URL=... python -m evaluation.rewriting [--first N] [--seconds S]

With `--python PATH` the small model that this interpreter's packages carry is served and asked. It fails where
something was right without rewriting and is not with it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from bot.assistant import Assistant, Parts
from bot.conversations.memory import MemoryStore
from bot.settings import BotSettings
from bot.writers.budget import Budget
from bot.writers.call import Guest
from bot.writers.extractive import ExtractiveWriter
from bot.writers.langchain import ChatModel
from bot.writers.rewrite import Rewriter
from evaluation.datasets import load
from evaluation.dialogues import generate, judge
from evaluation.factory import NotReadyError, open_subject
from evaluation.jsonl import read
from evaluation.llm import BOUNDLESS, Untiring
from evaluation.llm_command import parser, say, with_model
from evaluation.llm_serve import NotServedError
from evaluation.records import Dialogue, Record
from evaluation.settings import EvaluationSettings
from evaluation.subject import Subject

# A small model on one thread takes its time; the settings allow no more.
LONGEST_SECONDS = 45.0


class FollowUp(Record):
    """A message whose meaning lies in the one before it; one of `sections` must be cited first."""

    first: str = Field(min_length=1)
    sections: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Way:
    """How it went: whether each follow-up (by id) and each turn of a dialogue (by id and place) was right."""

    right: dict[str, bool]
    met: dict[tuple[str, int], bool]
    seconds: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Both ways, and how the calls of the model ended."""

    without: Way
    rewritten: Way
    ended: Counter[str]

    @property
    def worse(self) -> tuple[str, ...]:
        """Name what was right without rewriting only."""
        lost = [name for name, right in self.without.right.items() if right and not self.rewritten.right[name]]
        unmet = [place for place, met in self.without.met.items() if met and not self.rewritten.met[place]]
        return (*lost, *(f"{name}, turn {turn}" for name, turn in unmet))


async def compare(
    subject: Subject, settings: BotSettings, follow_ups: Sequence[FollowUp], dialogues: tuple[Dialogue, ...]
) -> Compared:
    """Play everything in both ways; the guide's own words answer in both, so only the search differs."""
    guest = Guest(ChatModel(settings), Budget(BOUNDLESS, BOUNDLESS), breaker=Untiring())
    plain = Parts(subject.library, subject.status, MemoryStore(), ExtractiveWriter, settings.contact_url or "")
    asking = replace(plain, store=MemoryStore(), rewrite=Rewriter(guest, settings.llm_rewrite_seconds))
    without, rewritten = [
        await _played(replace(subject, assistant=Assistant(parts)), follow_ups, dialogues) for parts in (plain, asking)
    ]
    return Compared(without, rewritten, guest.usage.ended)


async def _played(subject: Subject, follow_ups: Sequence[FollowUp], dialogues: tuple[Dialogue, ...]) -> Way:
    right, seconds = {}, 0.0
    for row in follow_ups:
        begun = await subject.ask(row.first)
        answer = await subject.ask(row.text, conversation_id=begun.conversation_id)
        cited = answer.citations[0].chunk_id.partition("#")[2] if answer.citations else ""
        right[row.id] = cited in row.sections
        seconds += answer.seconds
    played = {one.id: one for one in await generate(subject, dialogues, say)}
    turns = {one.id: judge(one, played[one.id]) for one in dialogues}
    met = {(name, place): not found for name, every in turns.items() for place, found in enumerate(every, 1)}
    return Way(right, met, seconds / max(1, len(follow_ups)))


def tabulate(found: Compared) -> list[str]:
    """Return the lines of a Markdown table."""
    one, other = found.rewritten, found.without
    rows = (
        (f"first cited section right, of {len(other.right)}", sum(one.right.values()), sum(other.right.values())),
        (f"turns as expected, of {len(other.met)}", sum(one.met.values()), sum(other.met.values())),
        ("seconds of a follow-up, mean", f"{one.seconds:.2f}", f"{other.seconds:.2f}"),
    )
    ended = ", ".join(f"{name} {count}" for name, count in sorted(found.ended.items())) or "none"
    return [
        "| | with rewriting | the user's own words |",
        "|---|---|---|",
        *(f"| {name} | {rewritten} | {plain} |" for name, rewritten, plain in rows),
        "",
        f"Calls by how they ended: {ended}. Right without rewriting only: {', '.join(found.worse) or 'none'}.",
    ]


async def run(settings: BotSettings, count: int | None) -> Compared:
    """Open the bot, play both ways, close it. Raises NotReadyError."""
    own = EvaluationSettings()
    async with open_subject(own) as subject:
        follow_ups = read(own.data / "follow_ups.jsonl", FollowUp)[:count]
        return await compare(subject, settings, follow_ups, load(own.data).dialogues[:count])


def _parser() -> argparse.ArgumentParser:
    described = "Compare a rewriting with none."
    return parser("evaluation.rewriting", described, first="only the first N of each set", seconds="for one rewriting")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print; 0 where nothing got worse, 1 where something did, 2 where nothing could be compared."""
    options = _parser().parse_args(arguments)
    settings = BotSettings()
    settings = settings.model_copy(update={"llm_rewrite_seconds": options.seconds or settings.llm_rewrite_seconds})
    try:
        with with_model(settings, options.python, LONGEST_SECONDS) as asked:
            found = asyncio.run(run(asked, options.first))
    except (NotReadyError, NotServedError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(tabulate(found)))
    return 1 if found.worse else 0


if __name__ == "__main__":
    raise SystemExit(main())
