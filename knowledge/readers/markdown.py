"""Markdown with front matter and our marks: `{#id .kind}` after a heading, `{#id}` after a bullet, `> [!CAUTION]`.

Source: CommonMark 0.31; GitHub's tables and alerts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from knowledge.document import Block, Outline, OutlineBuilder, Role, Section
from knowledge.models import Kind
from knowledge.readers import html, inline
from knowledge.readers.text import decode

_ALERT = re.compile(r"\[!(caution|warning|important|tip|note)\]\s*", re.IGNORECASE)
_ALERTS = {"caution": Role.CAUTION, "warning": Role.CAUTION, "important": Role.CAUTION, "tip": Role.TIP}


def read(data: bytes) -> Outline:
    """Return the sections of a Markdown text. Raises UnreadableError."""
    walk = _Walk()
    walk.over(_parser().parse(decode(data)))
    return walk.outline()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    parser.core.ruler.disable("inline")
    return parser


@dataclass(slots=True)
class _Walk:
    """Goes over the block tokens once; quotes are a stack, so depth costs nothing."""

    builder: OutlineBuilder = field(default_factory=OutlineBuilder)
    front: str = ""
    marked: bool = False
    intro: inline.Marks = field(default_factory=lambda: inline.Marks(""))
    links: list[tuple[str, int]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    quotes: list[Role | None] = field(default_factory=list)
    cells: list[str] | None = None  # of the open table row
    row: int = 1
    number: str | None = None  # of the bullet whose first paragraph comes next: "1. ", or "" for a dot

    def over(self, tokens: Sequence[Token]) -> None:
        """Take all tokens of a document."""
        for place, token in enumerate(tokens):
            line = _line(token)
            self._nest(token)
            if token.type == "front_matter":
                self.front = token.content
            elif token.type == "heading_open":
                self._heading(tokens[place + 1].content.strip(), line, int(token.tag[1]))
            elif token.type == "paragraph_open":
                self._paragraph(tokens[place + 1].content.strip(), line)
            elif token.type in ("fence", "code_block"):
                self._lines(token.content.split("\n"), line + (token.type == "fence"))
            elif token.type == "html_block":
                self._lines(html.words(token.content), line)
            elif token.type in ("tr_open", "tr_close"):
                self._row(line)
            elif token.type == "inline" and self.cells is not None:
                self.cells.append(self._words(token.content, line))

    def _nest(self, token: Token) -> None:
        if token.type == "blockquote_open":
            self.quotes.append(None)
        elif token.type == "blockquote_close":
            self.quotes.pop()
        elif token.type == "list_item_open":
            self.number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "list_item_close":
            self.number = None

    def _heading(self, content: str, line: int, level: int) -> None:
        found = inline.marks(content)
        self.marked = self.marked or bool(found.id)
        for wrong in found.wrong:
            self.faults.append((line, f"`.{wrong}` is no kind of section; the kinds are {', '.join(Kind)}."))
        title = " ".join(self._words(found.text, line).split())
        if title:
            self.builder.heading(Section(title, level, line, id=found.id, kind=found.kind))

    def _paragraph(self, content: str, line: int) -> None:
        alert = _ALERT.match(content) if self.quotes else None
        if alert:
            self.quotes[-1] = _ALERTS.get(alert.group(1).lower())
            content, line = content[alert.end() :], line + alert.group().count("\n")
        role = next((role for role in reversed(self.quotes) if role), None)
        if role is None and self.number is not None:
            self._item(content, line)
            return
        found = inline.marks(content) if self._in_intro() else inline.Marks(content)
        if found.id:
            self.intro, self.marked = found, True
        text = self._words(found.text, line)
        self.builder.block(Block(text, line, role or Role.PARAGRAPH, wrapped=text not in found.text))

    def _item(self, content: str, line: int) -> None:
        found = inline.marks(content)
        self.marked = self.marked or bool(found.id)
        children = self._tokens(found.text, line)
        self.builder.block(replace(inline.item(found.text, children, line, self.number or ""), id=found.id))
        self.number = None  # what follows in the bullet is plain paragraphs

    def _in_intro(self) -> bool:
        headings = self.builder.headings
        return len(headings) < 2 and all(section.level == 1 for section, _ in headings)

    def _row(self, line: int) -> None:
        """Open a table row, or file the open one as one line."""
        if self.cells is None:
            self.cells, self.row = [], line
        else:
            self.builder.block(Block(" | ".join(cell for cell in self.cells if cell), self.row))
            self.cells = None

    def _lines(self, lines: Sequence[str], line: int) -> None:
        for number, text in enumerate(lines):
            self.builder.block(Block(text.strip(), line + number))

    def _words(self, content: str, line: int) -> str:
        return inline.words(self._tokens(content, line)).strip()

    def _tokens(self, content: str, line: int) -> Sequence[Token]:
        children = inline.tokens(content)
        self.links.extend((target, line) for target in inline.targets(children))
        return children

    def outline(self) -> Outline:
        """Return what was found; an intro with an id, after its title or a paragraph, is a section like any other."""
        title, intro, sections = self.builder.titled()
        head = self.builder.headings[0][0] if title else Section("", 1, 1)
        if head.id or self.intro.id:
            kind = head.kind or self.intro.kind
            sections = (replace(head, blocks=intro, id=head.id or self.intro.id, kind=kind), *sections)
            intro = ()
        return Outline(
            title,
            intro,
            sections,
            front=self.front,
            marked=self.marked,
            links=tuple(self.links),
            faults=tuple(self.faults),
        )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
