"""Text without markup: a short line that does not end in a full stop is a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.clues import QUESTION_MARKS
from knowledge.document import Block, Outline, OutlineBuilder, Role, Section
from knowledge.guess import is_apart, is_question, own_kind
from knowledge.identify import unnumbered
from knowledge.models import Kind
from knowledge.readers.text import decode

HEADING_BELOW = 80
TOP = 2
DEEPEST = 6

_BULLET = re.compile(r"[-*+•‣▪●◦·–—]\s+")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]\s+|\d{1,3}[、\uff0e]\s*", re.IGNORECASE)
_LABEL = re.compile(r"([^:\uff1a.!?。\uff01\uff1f]{1,70})(?::\s+|\uff1a\s*)(?=\S)")
_AFTER_LABEL = re.compile(r"\A(?:[:\uff1a–—]|-\s)\s*")
_STOPS = (".", "。", "\uff0e", "\uff61", "।", "۔", "։")
_ENDS = (*_STOPS, *QUESTION_MARKS, "!", "\uff01", ":", "\uff1a")
_CLOSERS = "\"'”’»)]）」』"

Lines = Sequence[tuple[int, str]]


def read(data: bytes) -> Outline:
    """Return the sections of a plain text. Raises UnreadableError."""
    return outline([(number, line) for number, line in enumerate(decode(data).split("\n"), start=1)])


def outline(lines: Lines) -> Outline:
    """Return the sections of numbered lines, their levels inferred."""
    builder = OutlineBuilder()
    levels = _Levels()
    for number, text, wrapped in join_wrapped(lines):
        if not any(letter.isalnum() for letter in text):
            continue
        if is_heading(text):
            builder.heading(Section(text, levels.of(text), number))
        else:
            builder.block(replace(block_of(text, number), wrapped=wrapped))
            levels.body()
    return Outline("", tuple(builder.intro), builder.sections(), flat=True)


def is_heading(line: str) -> bool:
    """Tell whether a line is one: under 80 characters, no list item, no full stop at its end."""
    if len(line) >= HEADING_BELOW or _BULLET.match(line) or _NUMBERED.match(line):
        return False
    return not line.rstrip(_CLOSERS).endswith(_STOPS)


def block_of(line: str, number: int) -> Block:
    """Return a line of a body as a block; a bullet loses its mark."""
    dot, numbered = _BULLET.match(line), _NUMBERED.match(line)
    if dot:
        return bullet(line[dot.end() :], number)
    if numbered:
        return bullet(line[numbered.end() :], number, numbered.group())
    return Block(line, number)


def bullet(text: str, line: int, number: str = "", bold: str = "") -> Block:
    """Return a bullet, split into label and rest where it reads "Label: text" or starts with `bold` words.

    `number` is "1. " or nothing; it stays in the text, because it carries meaning.
    """
    found = _LABEL.match(text)
    label, rest = (found.group(1), text[found.end() :]) if found else ("", "")
    if bold:
        label, rest = re.sub(r"[.:\uff1a]+\Z", "", bold), _AFTER_LABEL.sub("", text[len(bold) :].strip(), count=1)
    role = Role.NUMBERED if number else Role.BULLET
    return Block(number + text, line, role, label=label.strip(), rest=rest.strip())


class _Levels:
    """Infers levels: two headings in a row are parent and child, and "Step 3: ..." stands under what is above it."""

    def __init__(self) -> None:
        self._title, self._level, self._step = "", TOP, False
        self._group: tuple[str, int] | None = None
        self._has_body = True
        self._run = False

    def body(self) -> None:
        """Take note of a line that is no heading."""
        self._has_body, self._run = True, False

    def of(self, title: str) -> int:
        """Return the level of the next heading."""
        step = unnumbered(title)[0] is not None
        if step:
            level = self._level if self._step or not self._title else self._level + 1
        elif not self._has_body:
            level = self._in_a_row()
        elif self._group and _stays(title, self._group[0]):
            level = self._group[1] + 1
        else:
            self._group, level = None, TOP
        self._title, self._level, self._step, self._has_body = title, min(level, DEEPEST), step, False
        return self._level

    def _in_a_row(self) -> int:
        # A third heading in a row is the second's sister: a list of short lines must not become a staircase.
        if self._run and self._group:
            return self._group[1] + 1
        self._group, self._run = (self._title, self._level), True
        return self._level + 1


def _stays(title: str, group: str) -> bool:
    """Tell whether a heading is still under the parent that two headings in a row opened."""
    if own_kind(group) is Kind.FAQ:
        return is_question(title)
    return own_kind(title) is None and not is_apart(title, group)


def join_wrapped(lines: Lines) -> list[tuple[int, str, bool]]:
    """Return the lines without blank ones; those of a hard-wrapped text are joined to paragraphs (then True)."""
    joined: list[tuple[int, str, bool]] = []
    width = wrap_width(lines)
    last = ""
    for number, raw in lines:
        line = raw.strip()
        if line and last and width and _goes_on(last, line, width):
            start, text, _ = joined[-1]
            joined[-1] = (start, f"{text} {line}", True)
        elif line:
            joined.append((number, line, False))
        last = line
    return joined


def wrap_width(lines: Lines) -> int:
    """Return the width a text is wrapped at, 0 for one that is not: wrapped lines often start in lower case."""
    texts = [text.strip() for _, text in lines]
    width = max(map(len, texts), default=0)
    if not 40 <= width <= 120:
        return 0
    follow = [line for above, line in pairwise(texts) if line and above]
    running = sum(line[0].islower() for line in follow)
    return width if running * 4 > len(follow) else 0


def _goes_on(above: str, line: str, width: int) -> bool:
    """Tell whether a line break is only a wrap: the next word would not have fitted."""
    if _BULLET.match(line) or _NUMBERED.match(line) or above.rstrip(_CLOSERS).endswith(_ENDS):
        return False
    return line[0].islower() or len(above) + 1 + len(line.split(maxsplit=1)[0]) > width
