"""What a source file is made of, before it becomes chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from knowledge.metadata import FrontMatter, Sidecar
from knowledge.models import Kind
from knowledge.readers.yaml import Marked


class Role(StrEnum):
    """What a block is in its section."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    CAUTION = "caution"
    TIP = "tip"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a bullet in plain words; `text` holds the whole line, a bullet's `label: rest` too.

    `wrapped` says that the source spreads it over several lines or marks words inside it, so that `text` as a
    whole is not a substring of the source.
    """

    text: str
    line: int
    role: Role = Role.PARAGRAPH
    label: str = ""
    rest: str = ""
    id: str = ""
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (`level` 1 is the highest) and its own body; `id` and `kind` are empty where the source gives none."""

    title: str
    level: int
    line: int
    blocks: tuple[Block, ...] = ()
    id: str = ""
    kind: Kind | None = None

    def explicit_ids(self) -> Iterator[tuple[str, int]]:
        """Yield the ids the source gives here, the section's and its items', each with its line."""
        if self.id:
            yield self.id, self.line
        yield from ((block.id, block.line) for block in self.blocks if block.id)


@dataclass(frozen=True, slots=True)
class Outline:
    """A document as its reader found it.

    `intro` stands before the first section. `front` is the text of the front matter, from line `front_line` on.
    `marked` says that the writer used our marks (ids, kinds), so nothing is guessed; `flat` that the source has
    no heading levels and those here are inferred. `links` are (target, line); `faults` are (line, sentence).
    """

    title: str
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]
    front: str = ""
    front_line: int = 2
    marked: bool = False
    flat: bool = False
    language: str = ""
    url: str = ""
    links: tuple[tuple[str, int], ...] = ()
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One article in one language with all that is stated about it, its sections settled (each has id and kind).

    `facts` and `talk` remember the lines of front matter and sidecar.
    """

    path: Path
    article: str
    language: str
    title: str
    outline: Outline
    sections: tuple[Section, ...]
    front: FrontMatter
    facts: Marked
    sidecar: Sidecar
    talk: Marked
    sidecar_path: Path | None = None

    @property
    def url(self) -> str:
        """Return where the article is published, or nothing."""
        return (self.front.url or self.outline.url).partition("#")[0]

    def ids(self) -> dict[str, int]:
        """Return every id of a section or item with its line."""
        return dict(pair for section in self.sections for pair in section.explicit_ids())


@dataclass(slots=True)
class OutlineBuilder:
    """Collects headings and blocks in the order of the source; readers feed it."""

    intro: list[Block] = field(default_factory=list)
    headings: list[tuple[Section, list[Block]]] = field(default_factory=list)

    def heading(self, section: Section) -> None:
        """Open a section."""
        self.headings.append((section, []))

    def block(self, block: Block) -> None:
        """Add a block to the open section, or to the intro where none is open."""
        if block.text:
            (self.headings[-1][1] if self.headings else self.intro).append(block)

    def sections(self) -> tuple[Section, ...]:
        """Return the sections with their bodies."""
        return tuple(
            Section(section.title, section.level, section.line, tuple(blocks), section.id, section.kind)
            for section, blocks in self.headings
        )

    def titled(self) -> tuple[str, tuple[Block, ...], tuple[Section, ...]]:
        """Return title, intro and sections: the only level 1 heading, where it comes first, is the document's title."""
        sections, intro = self.sections(), tuple(self.intro)
        if not sections or [section.level for section in sections].count(1) != 1 or sections[0].level != 1:
            return "", intro, sections
        return sections[0].title, (*intro, *sections[0].blocks), sections[1:]
