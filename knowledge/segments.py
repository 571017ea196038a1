"""A Markdown article cut into segments: the words that can be put into another language, each where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from knowledge.readers import html, inline

_ALERT = re.compile(r"\[!\w+\]\s*")
_TITLE = re.compile(r"^title:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_HARD_BREAK = re.compile(r"(?:\\|[ ]{2,})\n")
_FRONT = re.compile(r"---\n(.*?\n)?---(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words at `start` to `end` of the source, on one line in `text`, below the heading `under`.

    A `quoted` one is a value of the front matter. `fixed` says why nobody is to put it otherwise; it is empty for most.
    """

    start: int
    end: int
    text: str
    under: str = ""
    quoted: bool = False
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A source with other words in it, and the line, from 1, that each segment begins on there."""

    text: str
    lines: tuple[int, ...]


def find_segments(source: str) -> tuple[Segment, ...]:
    """Return all that people read of a Markdown text with plain line ends, in its order; code is left out."""
    walk = _Walk(source)
    return (*_titles(source), *walk.over(_parser().parse(source)))


def join(source: str, segments: Sequence[Segment], words: Sequence[str]) -> Joined:
    """Put other words, one for each segment, in the places of the old ones; all between them stays as it is."""
    made, lines, at = "", [], 0
    for segment, told in zip(segments, words, strict=True):
        made += source[at : segment.start]
        lines.append(made.count("\n") + 1)
        kept = told == segment.text
        made += source[segment.start : segment.end] if kept else _quoted(told) if segment.quoted else told
        at = segment.end
    return Joined(made + source[at:], tuple(lines))


def front_matter(source: str) -> tuple[str, str]:
    """Return the text of the front matter, which ends its last line, and all that follows it; nothing where none is."""
    found = _FRONT.match(source)
    return (found[1] or "", source[found.end() :]) if found else ("", source)


def shape(text: str) -> tuple[str, ...]:
    """Return what a text is made of as Markdown, by its tokens: markup, code and targets, without the words."""
    blocks = _parser().parse(text)
    children = [child for token in blocks for child in inline.tokens(token.content) if token.type == "inline"]
    telling = [child for child in children if child.content or child.type != "text"]
    opens = telling[0].type if telling and telling[0].type != "text" else ""
    marked = [child.type for child in telling if child.type not in ("text", "text_special", "softbreak")]
    held = sorted(_held(child) for child in telling if _held(child))
    return (*(token.type for token in blocks), opens, *marked, *held)


def _held(child: Token) -> str:
    """Return what a piece of markup holds that is the same in every language."""
    if child.type in ("code_inline", "html_inline"):
        return child.content
    return str(child.attrGet("href") or child.attrGet("src") or "")


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    parser.core.ruler.disable("inline")
    return parser


def _titles(source: str) -> Iterator[Segment]:
    """Yield the title of the front matter, where it is a text on one line."""
    front = _FRONT.match(source)
    found = _TITLE.search(source, 0, front.end()) if front else None
    if found is None:
        return
    try:
        value = yaml.safe_load(found[1])
    except yaml.YAMLError:
        value = None
    whole = isinstance(value, str) and value and source[found.end() + 1 : found.end() + 2] not in (" ", "\t")
    fixed = "" if whole else "the title is no text on one line"
    yield Segment(*found.span(1), value if whole else found[1], quoted=True, fixed=fixed)


class _Walk:
    """Goes over the block tokens once and finds where their words stand in the source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0, *(found.end() for found in re.finditer("\n", source))]
        self._under = ""
        self._at = 0

    def over(self, tokens: Sequence[Token]) -> Iterator[Segment]:
        """Yield the segments of a document's tokens."""
        quotes = 0
        for place, token in enumerate(tokens):
            quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
            if token.type == "html_block" and any(map(str.strip, html.words(token.content))):
                yield self._found(token, token.content.strip(), fixed="HTML is not translated")
            if token.type != "inline":
                continue
            content = token.content
            alert = _ALERT.match(content) if quotes else None
            content = inline.marks(content[alert.end() :] if alert else content).text
            if tokens[place - 1].type == "heading_open":
                self._under = content
            for part in _HARD_BREAK.split(content):
                if any(map(str.isalpha, part)):
                    yield self._found(token, part.strip())

    def _found(self, token: Token, text: str, fixed: str = "") -> Segment:
        """Return where a text stands; its first and last line are in the source as they are, quote marks between."""
        first, *rest = text.split("\n")
        start = self._source.find(first, max(self._at, self._starts[token.map[0]] if token.map else 0))
        end = start + len(first)
        for line in rest:
            end = self._source.find(line.strip(), end) + len(line.strip())
        words = " ".join(text.split())
        if start < 0 or end < start:
            return Segment(
                self._at, self._at, words, self._under, fixed=fixed or "it stands in the source in another form"
            )
        self._at = end
        return Segment(start, end, words, self._under, fixed=fixed)
