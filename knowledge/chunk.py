"""Cut settled sections into chunks."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from knowledge.document import Block, Document, Role, Section
from knowledge.identify import Ids
from knowledge.models import Chunk, Item, Kind
from knowledge.order import Steps
from knowledge.settle import parents

LONGEST = 1_500  # characters; longer texts are cut at paragraph borders
# Where writers drew the borders themselves a cut comes later: it would tear items from their section, and a
# translation that is a little longer would have other ids than its original.
LONGEST_MARKED = 3_000


def cut(document: Document, steps: Steps) -> tuple[Chunk, ...]:
    """Return the chunks of a document in its order; `steps` are its steps by id."""
    ids = Ids(document.ids())
    longest = LONGEST_MARKED if document.outline.marked else LONGEST
    pieces = [piece for frame in _frames(document) for piece in _pieces(frame, ids, longest)]
    return tuple(_chunk(document, steps, piece, position) for position, piece in enumerate(pieces))


@dataclass(frozen=True, slots=True)
class Frame:
    """A section with the titles that lead to it, and the text it shows."""

    section: Section
    path: tuple[str, ...]
    lines: tuple[str, ...]
    items: tuple[tuple[int, Block], ...]  # (number of its line, item)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a section's text that becomes one chunk; only the first of a section carries what is not text."""

    frame: Frame
    id: str
    text: str
    items: tuple[Block, ...]
    first: bool


def _frames(document: Document) -> Iterator[Frame]:
    sections = document.sections
    above = parents(sections)
    below: dict[int | None, list[str]] = defaultdict(list)
    for section, parent in zip(sections, above, strict=True):
        below[parent].append(section.title)
    for place, section in enumerate(sections):
        body = [block for block in section.blocks if _is_body(block, document.outline.marked)]
        items = tuple((number, block) for number, block in enumerate(body) if block.id)
        lines = tuple(block.text for block in body) or tuple(below[place]) or (section.title,)
        yield Frame(section, _path(document, above, place), lines, items)


def _is_body(block: Block, marked: bool) -> bool:
    # In other people's documents a tip is part of the text.
    return block.role is not Role.CAUTION and (block.role is not Role.TIP or not marked)


def _path(document: Document, above: Sequence[int | None], place: int) -> tuple[str, ...]:
    """Return the titles from the article's down to the section's own."""
    titles: list[str] = []
    here: int | None = place
    while here is not None:
        titles.append(document.sections[here].title)
        here = above[here]
    head = (document.title,) if document.title not in ("", titles[-1]) else ()
    return (*head, *reversed(titles))


def _pieces(frame: Frame, ids: Ids, longest: int) -> Iterator[Piece]:
    text = "\n".join(frame.lines)
    end = 0
    starts = list(accumulate((len(line) + 1 for line in frame.lines), initial=0))
    for number, part in enumerate(split(text, longest)):
        begin = end if number else 0
        end = text.index(part, begin) + len(part)
        items = tuple(block for line, block in frame.items if begin <= starts[line] < end)
        own = ids.unique(frame.section.id) if number else frame.section.id
        yield Piece(frame, own, part, items, first=not number)


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Cut a text of paragraphs (a line each) into parts of at most so many characters, verbatim and in order.

    Cuts fall between paragraphs, else between sentences, else between words.
    """
    if len(text) <= longest:
        return [text]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=["\n", r"(?<=[.!?])\s|(?<=[。\uff01\uff1f])", r"\s", ""],
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=longest,
        chunk_overlap=0,
    )
    return splitter.split_text(text)


def _chunk(document: Document, steps: Steps, piece: Piece, position: int) -> Chunk:
    section, frame = piece.frame.section, piece.frame
    said = document.sidecar.phrasings
    names = [*([section.id] if piece.first else []), *(block.id for block in piece.items)]
    phrasings = tuple(phrase for name in names for phrase in said.get(name, ()))
    return Chunk(
        id=f"{document.article}#{piece.id}",
        article=document.article,
        section=piece.id,
        language=document.language,
        kind=section.kind or Kind.OVERVIEW,
        title=section.title,
        heading_path=frame.path,
        text=piece.text,
        position=position,
        url=f"{document.url}#{section.id}" if document.url else "",
        digest=digest(section.title, frame.path, piece.text, phrasings),
        items=tuple(
            Item(block.id, block.label, block.rest, steps.get(block.id), said.get(block.id, ()))
            for block in piece.items
        ),
        caution=_said(section, Role.CAUTION) if piece.first else None,
        tip=_said(section, Role.TIP) if piece.first and document.outline.marked else None,
        step=steps.get(section.id) if piece.first else None,
        phrasings=phrasings,
    )


def _said(section: Section, role: Role) -> str | None:
    return "\n".join(block.text for block in section.blocks if block.role is role) or None


def digest(title: str, heading_path: Sequence[str], text: str, phrasings: Sequence[str]) -> str:
    """Return the sha256 of all that is embedded of a chunk, in hexadecimal."""
    embedded = json.dumps([title, list(heading_path), text, list(phrasings)], ensure_ascii=False)
    return hashlib.sha256(embedded.encode("utf-8", "surrogatepass")).hexdigest()
