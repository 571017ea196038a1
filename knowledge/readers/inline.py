"""The inside of a Markdown line: our marks at its end, its plain words, its links.

Source: CommonMark 0.31, chapter 6; Pandoc's heading attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.document import Block
from knowledge.models import Kind
from knowledge.readers import plain

# Parsing nested brackets is quadratic at worst: a longer paragraph is taken as it stands.
LONGEST = 5_000

_SPECIAL = re.compile(r"[\\`*_\[<&\n]")
_MARK = re.compile(r"[#.][\w-]+\Z")


@dataclass(frozen=True, slots=True)
class Marks:
    """A line without the `{#id .kind}` at its end, and what stood there; `wrong` are kinds we do not know."""

    text: str
    id: str = ""
    kind: Kind | None = None
    wrong: tuple[str, ...] = ()


def marks(content: str) -> Marks:
    """Split a line from the marks at its end."""
    start = content.rfind("{")
    words = content[start + 1 : -1].removeprefix(":").split() if start >= 0 and content.endswith("}") else []
    if not words or not all(_MARK.match(word) for word in words):
        return Marks(content)
    ids = [word[1:] for word in words if word[0] == "#"]
    kinds = [word[1:] for word in words if word[0] == "."]
    known = [Kind(word) for word in kinds if word in frozenset(Kind)]
    wrong = tuple(word for word in kinds if word not in frozenset(Kind))
    return Marks(content[:start].rstrip(), ids[0] if ids else "", known[0] if known else None, wrong)


def tokens(content: str) -> Sequence[Token]:
    """Return the inline tokens of a text; a single one where there is nothing to see, or too much to look inside."""
    if len(content) > LONGEST or not _SPECIAL.search(content):
        return [Token("text", "", 0, content=" ".join(content.split()))]
    return _parser().parseInline(content)[0].children or []


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def words(children: Iterable[Token]) -> str:
    """Return the plain words of inline tokens: a soft line break is a space, markup and HTML are nothing."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    spoken = ("text", "text_special", "code_inline", "image")
    return "".join(breaks.get(child.type) or (child.content if child.type in spoken else "") for child in children)


def targets(children: Iterable[Token]) -> list[str]:
    """Return where the links among inline tokens lead."""
    return [str(child.attrGet("href") or "") for child in children if child.type == "link_open"]


def item(content: str, children: Iterable[Token], line: int, number: str) -> Block:
    """Read the first paragraph of a bullet, `**Label:** text` or `Label: text`; `number` is "1. " or nothing.

    `children` are the inline tokens of its content.
    """
    children = [child for child in children if child.content or child.type != "text"]
    bold = ""
    if children and children[0].type == "strong_open":
        end = next(place for place, child in enumerate(children) if child.type == "strong_close")
        bold = words(children[:end]).strip()
    block = plain.bullet(words(children).strip(), line, number, bold)
    parts = (block.label, block.rest) if block.label else (block.text.removeprefix(number),)
    return replace(block, wrapped=not all(part in content for part in parts))
