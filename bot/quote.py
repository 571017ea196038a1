"""Quoting: taking sentences out of a section, verbatim, and numbering the sections they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.hearing.words import words
from bot.models import Citation
from knowledge.models import Chunk, Item

# Full-width, Devanagari and Arabic marks are written as escapes: they look like others.
_END = re.compile(r"(?<=[.!?\u0964\u061f])\s+(?=[^\W\d_a-z]|[“\"¿¡])|(?<=[\u3002\uff01\uff1f])")


def sentences(text: str) -> tuple[str, ...]:
    """Split a section's text into sentences; each is a verbatim piece of one of its lines."""
    found = (piece.strip() for line in text.splitlines() for piece in _END.split(line))
    return tuple(piece for piece in found if piece)


def best_sentence(chunk: Chunk, probes: Iterable[str], *, at_least: int = 0) -> str:
    """Return the sentence that shares most words with the probes, or nothing where none shares that many."""
    wanted = {word.stem for probe in probes for word in words(probe)}
    shared = {one: len(wanted & stems) for one, stems in _stems(chunk.text).items()}
    best = max(shared, key=shared.__getitem__, default="")
    return best if best and shared[best] >= at_least else ""


@lru_cache(maxsize=1024)  # only the guide's own texts come here, and there are few
def _stems(text: str) -> dict[str, frozenset[str]]:
    return {one: frozenset(word.stem for word in words(one)) for one in sentences(text)}


class Citations:
    """Numbers sections in the order they are cited; the same section (and item) keeps its number."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str | None], Citation] = {}

    def cite(self, chunk: Chunk, quote: str, item: Item | None = None) -> int:
        """Return the number for this evidence; the first quote given is the one shown."""
        label = item.label if item else None
        key = (chunk.id, label)
        if key not in self._rows:
            number = len(self._rows) + 1
            self._rows[key] = Citation(number, chunk.id, chunk.article, chunk.title, label, quote, chunk.url)
        return self._rows[key].n

    def rows(self) -> tuple[Citation, ...]:
        """Return the citations made so far, by number."""
        return tuple(self._rows.values())
