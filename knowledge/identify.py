"""Give sections, items and steps their ids and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60

_STEP = re.compile(
    r"(?:step|schritt|paso|étape|etape|passo|passaggio|stap|krok|steg|trinn|adım|bước|langkah|шаг|крок)\s*"
    r"(\d{1,3})\b\s*[:.)\-–—]*\s*|(?:步骤|步驟|ステップ|手順|단계)\s*(\d{1,3})\s*[:\uff1a.]?\s*|第\s*(\d{1,3})\s*步\s*[:\uff1a]?\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,3})\s*[.):\uff1a\-–—]\s+")


def slug(text: str) -> str:
    """Return an id made of a title's words: lower case, any alphabet, at most 60 characters, never empty."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(letter if _part_of_word(letter) else " " for letter in folded if letter not in "'’‘`´")
    words = kept.split()
    while len(words) > 1 and len("-".join(words)) > LONGEST:
        words.pop()
    return "-".join(words)[:LONGEST] or "section"


def _part_of_word(letter: str) -> bool:
    # Marks (category M) are the vowels of many alphabets.
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def unnumbered(title: str) -> tuple[int | None, str]:
    """Split "Step 3: Restart" into (3, "Restart"), in the languages we know; (None, title) where there is no number."""
    return _split(_STEP, title)


def without_number(title: str) -> tuple[int | None, str]:
    """Split "3. Restart" like `unnumbered`: a bare number counts too."""
    number, bare = _split(_STEP, title)
    return (number, bare) if number is not None else _split(_NUMBER, title)


def _split(pattern: re.Pattern[str], title: str) -> tuple[int | None, str]:
    found = pattern.match(title)
    if found is None or not title[found.end() :].strip():
        return None, title
    number = next(group for group in found.groups() if group)
    return int(number), title[found.end() :].strip()


class Ids:
    """Hands out the ids of one article: a taken one gets -2, -3 and so on."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        """Return the wanted id, or the next free one made of it."""
        number, free = self._last.get(wanted, 1), wanted
        while free in self._taken:
            number += 1
            free = f"{wanted}-{number}"
        self._last[wanted] = number
        self._taken.add(free)
        return free
