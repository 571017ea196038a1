"""Alternatives within a phrase: "(cleared|wiped) (|the |my )cache" stands for six phrases.

What compares phrases reads "…" as up to two words of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from math import prod

MOST = 5_000  # phrases one entry may stand for
_GROUP = re.compile(r"\(([^()]*\|[^()]*)\)")


def expand(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return every phrase that the given ones stand for, each once, in order. Raises ValueError for too many."""
    found: dict[str, None] = {}
    for phrase in phrases:
        parts = _GROUP.split(str(phrase))
        choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
        if prod(map(len, choices)) > MOST:
            raise ValueError(f"more than {MOST} alternatives in one phrase; write it as several: {phrase[:60]}")
        found.update(dict.fromkeys(" ".join("".join(chosen).split()) for chosen in product(*choices)))
    return tuple(found)
