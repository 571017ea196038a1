"""The answer as the extractive writer laid it out: what stays as it is, and the blocks a model may put better."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models import Draft, Sentence
from bot.quote import sentences
from knowledge.models import Chunk, Guide


@dataclass(frozen=True, slots=True)
class Block:
    """What the guide says in one place of the answer, by the number of its citation; `own` are its verbatim words."""

    number: int
    id: str
    title: str
    text: str
    own: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A draft cut into parts, in order: sentences that stay, and blocks."""

    draft: Draft
    parts: tuple[Sentence | Block, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks, in order."""
        return tuple(part for part in self.parts if isinstance(part, Block))

    @property
    def said(self) -> tuple[Sentence, ...]:
        """Return what is told about the service."""
        return tuple(part for part in self.parts if isinstance(part, Sentence) and part.origin == "status")


def lay_out(draft: Draft, guide: Guide, language: str) -> Layout:
    """Cut a draft into parts. Cautions stay verbatim, and so does all but the first run of words on one citation."""
    rows = {row.n: row for row in draft.citations}
    parts: list[Sentence | Block] = []
    seen: set[int] = set()
    for run in _runs(draft.sentences):
        row = rows.get(next(iter(run[-1].citations), 0)) if run[0].origin == "guide" else None
        chunk = guide.chunk(row.chunk_id, language) if row else None
        if row is None or chunk is None or row.n in seen or _cautions(run, chunk):
            parts.extend(run)
            continue
        seen.add(row.n)
        item = next((one for one in chunk.items if one.label == row.item), None)
        name = f"{chunk.id}|{item.id}" if item else chunk.id
        parts.append(Block(row.n, name, item.label if item else chunk.title, item.text if item else chunk.text, run))
    return Layout(draft, tuple(parts))


def _runs(said: tuple[Sentence, ...]) -> list[tuple[Sentence, ...]]:
    """Return the sentences in runs: the guide's up to the one that carries the citation, all others alone."""
    runs: list[tuple[Sentence, ...]] = []
    open_run: list[Sentence] = []
    for sentence in said:
        open_run.append(sentence)
        if sentence.origin != "guide" or sentence.citations:
            runs.append(tuple(open_run))
            open_run = []
    return [*runs, tuple(open_run)] if open_run else runs


def _cautions(run: tuple[Sentence, ...], chunk: Chunk) -> bool:
    return bool(chunk.caution) and all(one.text in sentences(chunk.caution or "") for one in run)
