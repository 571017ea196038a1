"""Familiarity: how much of a message is about things that the guide never speaks of."""

from __future__ import annotations

import math
from collections.abc import Iterable

from bot.hearing.spelling import frequency
from bot.hearing.words import Word, words

# Bits of surprise below which a word tells nothing ("the", "when"), and a word that no list of words has.
_COMMON, _UNLISTED = 2.5, 1e-7
_SHORTEST = 3


class Familiarity:
    """The words of one language of a guide: its texts and its editors' phrasings."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._language = language
        self._stems = frozenset(word.stem for text in texts for word in words(text))

    def strangeness(self, told: Iterable[Word]) -> tuple[float, float]:
        """Return the weight of the words the guide never uses, and of all words; rare words weigh most."""
        strange = total = 0.0
        for word in told:
            if word.text.isalpha() and len(word.text) >= _SHORTEST:
                weight = max(0.0, -math.log10(frequency(word.text, self._language) or _UNLISTED) - _COMMON)
                total += weight
                strange += weight if word.stem not in self._stems else 0.0
        return strange, total
