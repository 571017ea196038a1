"""Cuts a long text where a person would: between paragraphs, then lines, then words; an open code fence is reopened."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_BORDERS = ("\n\n", "\n", ". ", " ")


def split(text: str, most: int) -> tuple[str, ...]:
    """Return pieces of up to `most` (at least 20) characters, in order; none is empty, no word is lost."""
    pieces: list[str] = []
    rest, again = text.strip(), ""
    while rest:
        head = _cut(rest, most - len(again) - 4)
        rest = rest[len(head) :]
        piece = again + head.rstrip() if again else head.strip()
        fence = _open_fence(piece) if rest.strip() else None
        pieces.append(f"{piece}\n{fence}" if fence else piece)
        again = f"{fence}\n" if fence else ""
        rest = rest.lstrip("\n") if fence else rest.lstrip()
    return tuple(pieces)


def shorten(text: str, most: int) -> str:
    """Return the text, or its beginning with an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _cut(text: str, most: int) -> str:
    """Return the beginning up to the best border; a word longer than everything is cut hard."""
    if len(text) <= most:
        return text
    for border in _BORDERS:
        at = text.rfind(border, 0, most - len(border) + 1)
        if at > 0 and text[:at].strip():
            return text[: at + len(border)]
    return text[:most]


def _open_fence(text: str) -> str | None:
    """Return the mark of a fence that is open at the end: at most three characters, whatever opened it."""
    opened: str | None = None
    for fence in _FENCE.finditer(text):
        mark = fence.group(1)[:3]
        opened = mark if opened is None else None if mark == opened else opened
    return opened
