"""HTML to sections: headings, paragraphs, bullets and table rows; scripts, styles and navigation are dropped.

Source: WHATWG HTML, parsed by lexbor as a browser does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.document import Block, Outline, OutlineBuilder, Role, Section
from knowledge.problem import UnreadableError
from knowledge.readers import plain
from knowledge.readers.text import decode

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DROP = (
    "script style nav template noscript svg math iframe object embed button select textarea head footer audio video"
    " canvas dialog -comment"
)
_DROPPED = frozenset(_DROP.split())
_IN_LINES = (
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby rt rp s samp small span strike"
    " strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_IN_LINES.split())
_CLOSE_THEMSELVES = (
    "p li dt dd option optgroup tr td th thead tbody tfoot html head body area base br col embed hr img input link meta"
    " param source track wbr"
)
_NEVER_DEEP = frozenset(_CLOSE_THEMSELVES.split())
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
DEEPEST = 10_000  # lexbor's time grows with the square of the depth

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TITLES = frozenset({*_HEADINGS, "summary"})
_CELLS = frozenset({"td", "th"})
_IN_CELLS = frozenset({*_CELLS, "p", "div"})
_BOLD = frozenset({"strong", "b"})
_ID = re.compile(r"[\w-]+\Z")
_PERMALINK = "¶#🔗§ "


def read(data: bytes) -> Outline:
    """Return the sections of an HTML page; one without headings is read like plain text. Raises UnreadableError."""
    tree = _parse(decode(data))
    walk = _Walk()
    walk.over(_content(tree))
    title, intro, sections = walk.builder.titled()
    flat = not sections
    language, url = _attribute(tree, "html", "lang"), _attribute(tree, 'link[rel="canonical"]', "href")
    if flat:
        found = plain.outline(list(enumerate(map(_as_line, intro), start=1)))
        intro, sections = found.intro, found.sections
    head = tree.css_first("title")
    title = title or " ".join((head.text() if head else "").split())
    url = url if url.startswith(("https://", "http://")) else ""
    return Outline(title, intro, sections, flat=flat, language=language, url=url)


def words(fragment: str) -> list[str]:
    """Return the lines of words that a piece of HTML shows."""
    walk = _Walk()
    walk.over(_parse(fragment).body)
    return [block.text for block in walk.builder.intro]


def _parse(text: str) -> LexborHTMLParser:
    """Return the tree of a page. Raises UnreadableError for one nested so deep that parsing it takes forever."""
    depth = 0
    for tag in _TAG.finditer(text):
        depth += 0 if tag.group(2).lower() in _NEVER_DEEP else -1 if tag.group(1) else 1
        if depth > DEEPEST:
            raise UnreadableError(f"This HTML is nested deeper than {DEEPEST:,} elements; make it flatter.")
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(text)


def _content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the node that holds the text proper: the only `main` or `article` where there is one."""
    for name in ("main", "article"):
        found = tree.css(name)
        if len(found) == 1:
            return found[0]
    return tree.body


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return str((node.attributes.get(name) if node else "") or "").strip()


def _as_line(block: Block) -> str:
    return f"- {block.text}" if block.role is Role.BULLET else block.text


def _steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield (node, entered) in the order of the page, without recursion and without what is dropped."""
    stack = [(root, True)]
    while stack:
        node, entered = stack.pop()
        if entered and (node.tag in _DROPPED or "hidden" in node.attributes):
            continue
        yield node, entered
        if entered and not node.is_text_node:
            stack.append((node, False))
            child = node.last_child
            while child is not None:
                stack.append((child, True))
                child = child.prev


@dataclass(slots=True)
class _Walk:
    """Collects words until a block ends, then files them as heading, bullet, row or paragraph."""

    builder: OutlineBuilder = field(default_factory=OutlineBuilder)
    level: int = 1
    said: list[str] = field(default_factory=list)
    bullet: str | None = None  # "1. ", or "" for a dot, while the first line of a list item is open
    label: str | None = None  # its bold start, None until there is one
    lists: list[int | None] = field(default_factory=list)
    titles: int = 0  # depth of headings and of table rows, where other blocks only stand apart
    rows: int = 0
    kept: int = 0  # depth of <pre>, where line breaks count

    def over(self, root: LexborNode | None) -> None:
        """Take a whole page."""
        for node, entered in _steps(root) if root is not None else ():
            tag = node.tag or ""
            if node.is_text_node:
                self._say(node.text_content or "")
            elif entered:
                self._enter(tag)
            else:
                self._leave(tag, node)
        self._file()

    def _say(self, text: str) -> None:
        self.said.append(text if self.kept else re.sub(r"\s+", " ", text))

    def _enter(self, tag: str) -> None:
        if tag == "br":
            self.said.append("\n")
        elif tag in _CELLS and self.rows:
            self.said.append(" | " if self._has_words() else "")
        elif tag in _BOLD and self.bullet is not None and not self._has_words():
            self.label = ""
        elif tag not in _INLINE:
            self._end(tag)
        self._count(tag, 1)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.bullet = self._next_bullet()

    def _leave(self, tag: str, node: LexborNode) -> None:
        self._count(tag, -1)
        if tag in _BOLD and self.label == "":
            self.label = self._text()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in _TITLES:
            self._heading(tag, node)
        elif tag not in _INLINE and tag != "br":
            self._end(tag)
        if tag == "li":
            self.bullet = None

    def _count(self, tag: str, change: int) -> None:
        self.kept += change * (tag == "pre")
        self.rows += change * (tag == "tr")
        self.titles += change * (tag in _TITLES)

    def _next_bullet(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return ""
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def _heading(self, tag: str, node: LexborNode) -> None:
        title, self.said = " ".join(self._text().split()).rstrip(_PERMALINK), []
        own = node.attributes.get("id") or ""
        # An accordion's summary is a heading one below the heading it stands under.
        level = _HEADINGS.get(tag) or min(self.level + 1, 6)
        self.level = _HEADINGS.get(tag) or self.level
        if title:
            self.builder.heading(Section(title, level, 1, id=own if _ID.match(own) else ""))

    def _has_words(self) -> bool:
        return any(part.strip() for part in self.said)

    def _text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.said).split("\n"))
        return "\n".join(line for line in lines if line)

    def _end(self, tag: str) -> None:
        """End a block; in a heading, and in a table cell where it is a paragraph, it only stands apart."""
        if (self.titles and tag not in _TITLES) or (self.rows and tag in _IN_CELLS):
            self.said.append(" ")
        else:
            self._file()

    def _file(self) -> None:
        """File the words said so far as one block."""
        text, label, self.said, self.label = self._text(), self.label, [], None
        if not text:
            return
        if self.bullet is None:
            # A bullet may be typed: word processors and old pages write "- like this" as a paragraph.
            self.builder.block(Block(text, 1) if "\n" in text else plain.block_of(text, 1))
            return
        number, self.bullet = self.bullet, None
        self.builder.block(plain.bullet(text, 1, number, label or ""))
