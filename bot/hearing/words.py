"""Words of a message, and runs of words found in it."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import snowballstemmer
from rapidfuzz.distance import OSA

# Scripts without spaces are read a character at a time, so that the same search serves them.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['’][^\W\d_]+)*|[&+]")
# A stemmer keeps the word it works on in itself, so each thread has its own.
_OF_THREAD = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """One word as compared (`text`: lower case, no apostrophe), its stem, and where it stands in the message."""

    text: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words, `start` inclusive and `end` exclusive in word positions, and what it was found as."""

    start: int
    end: int
    label: str


def words(text: str) -> tuple[Word, ...]:
    """Split a message into words; positions point into the text as given."""
    return tuple(_word(found) for found in _WORD.finditer(text))


def _word(found: re.Match[str]) -> Word:
    plain = unicodedata.normalize("NFKC", found.group()).lower().replace("'", "").replace("’", "")
    return Word(plain, _stem(plain), found.start(), found.end())


def _stem(word: str) -> str:
    stemmer = getattr(_OF_THREAD, "stemmer", None)
    if stemmer is None:
        stemmer = _OF_THREAD.stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(word))


class Phrases:
    """Labelled runs of words, searched all at once: at each place the longest wins.

    With `stems`, words are compared by their English stem; with `typos`, words of five letters and more may
    differ by one letter, of eight and more by two (optimal string alignment distance), unless the word said is one
    of the `known` ones, spelt as it should be.
    """

    def __init__(
        self,
        entries: Mapping[str, Iterable[str]],
        *,
        stems: bool = False,
        typos: bool = False,
        known: frozenset[str] = frozenset(),
    ) -> None:
        self._stems = stems
        self._typos = typos
        self._known = known
        self._by_first: dict[str, list[tuple[tuple[Word, ...], str]]] = {}
        for label, phrases in entries.items():
            for phrase in phrases:
                run = words(phrase)
                if run:
                    self._by_first.setdefault(run[0].text, []).append((run, label))
        for runs in self._by_first.values():
            runs.sort(key=lambda entry: -len(entry[0]))

    def find(self, message: tuple[Word, ...]) -> tuple[Span, ...]:
        """Return the spans found, left to right, without overlap."""
        spans, position = [], 0
        while position < len(message):
            span = self._longest(message, position)
            spans.extend([span] if span else [])
            position = span.end if span else position + 1
        return tuple(spans)

    def whole(self, message: tuple[Word, ...]) -> str | None:
        """Return the label of a phrase that is the whole message, or nothing."""
        span = self._longest(message, 0) if message else None
        return span.label if span and span.end == len(message) else None

    def _longest(self, message: tuple[Word, ...], position: int) -> Span | None:
        best: Span | None = None
        for first in self._alike(message[position]):
            for run, label in self._by_first[first]:
                longer = best is None or len(run) > best.end - best.start
                if longer and len(run) <= len(message) - position and all(map(self._same, run, message[position:])):
                    best = Span(position, position + len(run), label)
        return best

    def _alike(self, said: Word) -> list[str]:
        if not self._stems and not self._typos:
            return [said.text] if said.text in self._by_first else []
        return [first for first, runs in self._by_first.items() if self._same(runs[0][0][0], said)]

    def _same(self, expected: Word, said: Word) -> bool:
        if expected.text == said.text or (self._stems and expected.stem == said.stem):
            return True
        one, two = expected.text, said.text
        if not self._typos or len(one) < 5 or len(two) < 5 or one[0] != two[0] or two in self._known:
            return False
        allowed = 2 if len(one) >= 8 else 1
        return bool(OSA.distance(one, two, score_cutoff=allowed) <= allowed)
