"""Spelling: words that a message mistypes, read as the words that the guide and its users have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.hearing.words import words

# Shorter words are too near to one another to tell a slip from another word.
_SHORTEST, _LONG = 4, 8
# A word that is no word of the language counts as spelt on purpose once so many phrasings have it.
_MEANT = 3


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    """Return the words of a language that occur once in a million words or more; none where it has no list."""
    from wordfreq import available_languages, get_frequency_dict

    return get_frequency_dict(language, "small") if language in available_languages("small") else {}


def is_word(text: str, language: str) -> bool:
    """Tell whether this is a common word of the language, or of English, which people mix in everywhere."""
    return text in _frequencies(language) or text in _frequencies("en")


def frequency(text: str, language: str) -> float:
    """Return the share of a word in a language's texts; 0 for one that is rarer than once in a million."""
    return _frequencies(language).get(text, 0.0)


@cache
def _simplified() -> Mapping[int, str]:
    """Return the simplified character for each traditional one: guides and lists of words are in simplified ones."""
    import gzip

    import msgpack
    from wordfreq.util import data_path

    with gzip.open(data_path("_chinese_mapping.msgpack.gz"), "rb") as packed:
        found: dict[int, str] = msgpack.load(packed, raw=False, strict_map_key=False)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as said and as read, word for word; `places` are where each changed run stands in both."""

    said: str
    text: str
    places: tuple[tuple[int, int, int, int], ...] = ()

    def as_said(self, fragment: str) -> str:
        """Return the person's own words for a fragment of `text`."""
        start = self.text.find(fragment)
        inside = [place for place in self.places if place[3] > start and place[2] < start + len(fragment)]
        return self.said[inside[0][0] : inside[-1][1]] if start >= 0 and inside else fragment


class Speller:
    """Reads the messages of one language; safe to share between threads."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        """`texts` are the guide's and its editors' own words: what is near to one of them is taken for it."""
        self._language = language
        counts = Counter(word.text for text in texts for word in words(text))
        self._known = frozenset(text for text, count in counts.items() if count >= _MEANT or self._spelt(text))
        self._near: dict[str, list[str]] = {}
        for text in sorted(self._known, key=lambda text: -counts[text]):
            if len(text) >= _SHORTEST and text.isalpha():
                self._near.setdefault(text[0], []).append(text)
        self._meant = lru_cache(maxsize=4096)(self._look_up)

    def read(self, message: str) -> Reading:
        """Return the message with its slips mended; numbers, short words and right words stay as they are."""
        pieces, places, end, at = [], [], 0, 0
        for word in words(message):
            pieces.append(message[end : word.start])
            at += word.start - end
            meant = self._meant(word.text)
            text = message[word.start : word.end] if meant == word.text else meant
            pieces.append(text)
            places.append((word.start, word.end, at, at + len(text)))
            at, end = at + len(text), word.end
        return Reading(message, "".join([*pieces, message[end:]]), tuple(places))

    def _spelt(self, text: str) -> bool:
        return is_word(text, self._language)

    def _look_up(self, said: str) -> str:
        if self._language == "zh":
            said = said.translate(_simplified())
        if len(said) < _SHORTEST or not said.isalpha() or said in self._known or self._spelt(said):
            return said
        allowed = 2 if len(said) >= _LONG else 1
        # The words of a letter stand by how often they are used: of two that are as near the first one wins.
        near = self._near.get(said[0], [])
        slips = ((OSA.distance(said, text, score_cutoff=allowed), place) for place, text in enumerate(near))
        best = min((slip for slip in slips if slip[0] <= allowed), default=None)
        return near[best[1]] if best else said
