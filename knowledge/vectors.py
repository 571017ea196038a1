"""What of a guide is embedded, in which order the vectors stand, and which belong to one language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from knowledge.models import UNDETERMINED, Chunk, Guide
from knowledge.ports import Vectors


@dataclass(frozen=True, slots=True)
class VectorKey:
    """What a vector was made from: a chunk's text, or one of its phrasings (`index`)."""

    language: str
    chunk_id: str
    kind: Literal["text", "phrasing"]
    index: int = 0

    def __str__(self) -> str:
        return f"{self.language}/{self.chunk_id}/{self.kind}/{self.index}"


@dataclass(frozen=True, eq=False)
class Partition:
    """The vectors that answer in one language, shape (n, dimensions): `vectors[i]` belongs to `keys[i]`."""

    keys: tuple[VectorKey, ...]
    texts: tuple[str, ...]
    vectors: Vectors

    @cached_property
    def rows(self) -> dict[str, int]:
        """Return the row of each key by its name, the key a vector store knows."""
        return {str(key): row for row, key in enumerate(self.keys)}


def embedded_text(chunk: Chunk) -> str:
    """Return what stands for a chunk: the headings above it, its title, its text."""
    headings = [*chunk.heading_path, chunk.title]
    return "\n".join((*dict.fromkeys(headings), chunk.text))


def keys_of(guide: Guide) -> list[tuple[VectorKey, str]]:
    """Return all that is embedded of a guide's chunks, with its text, language by language, in a fixed order."""
    found: list[tuple[VectorKey, str]] = []
    for language in guide.languages():
        for chunk in (chunk for chunk in guide.chunks if chunk.language == language):
            found.append((VectorKey(language, chunk.id, "text"), embedded_text(chunk)))
            found += [(VectorKey(language, chunk.id, "phrasing", i), text) for i, text in enumerate(chunk.phrasings)]
    return found


def texts_of(guide: Guide) -> list[str]:
    """Return every text that has a vector, in the order the vectors are stored: `keys_of`, then what to decline."""
    return [text for _, text in keys_of(guide)] + [decline.text for decline in guide.declines]


def view(guide: Guide, language: str) -> tuple[Chunk, ...]:
    """Return the chunks that answer in one language: its own, then the default one's that it does not translate."""
    default = guide.in_language(guide.languages()[0]) if guide.chunks else ()
    own = guide.in_language(language)
    translated = {chunk.id for chunk in own}
    return own + tuple(chunk for chunk in default if chunk.id not in translated)


def nearest_language(guide: Guide, language: str) -> str:
    """Return the guide's language for a BCP 47 tag: itself, its relative, else what is understood, else the default."""
    known = guide.languages()
    wanted = language.replace("_", "-").lower()
    same = [one for one in known if one.lower() == wanted]
    related = [one for one in known if one.lower().split("-")[0] == wanted.split("-")[0]]
    understood = [one for one in known if one == UNDETERMINED and wanted]
    return next(iter((*same, *related, *understood, *known)), "")


def partition(guide: Guide, vectors: Vectors, language: str) -> Partition:
    """Cut out the vectors of one language's view. `vectors` holds at least one row for each of `keys_of(guide)`."""
    planned = keys_of(guide)
    wanted = {(chunk.language, chunk.id) for chunk in view(guide, language)}
    rows = [row for row, (key, _) in enumerate(planned) if (key.language, key.chunk_id) in wanted]
    return Partition(
        tuple(planned[row][0] for row in rows), tuple(planned[row][1] for row in rows), _taken(vectors, rows)
    )


def text_digest(text: str) -> str:
    """Name a text, so that its vector is found again in an older generation."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _taken(vectors: Vectors, rows: Sequence[int]) -> Vectors:
    """Take rows, without a copy where they stand together, as they do for a language that translates everything."""
    if rows and rows[-1] - rows[0] + 1 == len(rows):
        return vectors[rows[0] : rows[-1] + 1]
    return vectors[np.asarray(rows, dtype=np.intp)]
