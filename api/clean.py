"""Untrusted text -> the same text without what no reader can see."""

from __future__ import annotations

import unicodedata

KEPT = frozenset("\n\t")
# Controls, and halves of surrogate pairs: JSON can spell those, UTF-8 cannot.
DROPPED = frozenset({"Cc", "Cs"})


def clean(text: str) -> str:
    """Drop control characters but newline and tab, write newlines one way, and trim; invisible text becomes empty."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(char for char in unified if char in KEPT or unicodedata.category(char) not in DROPPED).strip()
    return visible if any(not _invisible(char) for char in visible) else ""


def _invisible(char: str) -> bool:
    """Tell whether a character draws nothing: white space, or a format character such as a zero-width space."""
    return char.isspace() or unicodedata.category(char) == "Cf"
