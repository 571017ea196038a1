"""Words of a message, and runs of words found in it."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

# Scripts without spaces are read a character at a time, so that the same search serves them. Other scripts end where
# another begins: Korean and Arabic are glued to numbers and to Latin names.
_CHARACTER = r"\u3040-\u30ff\u3400-\u9fff"
_RUNS = (r"\uac00-\ud7a3\u3131-\u318e", r"\u0900-\u0963\u0966-\u097f", r"\u0610-\u061a\u0620-\u065f\u066e-\u06d3")
_REST = rf"[^\W_{_CHARACTER}{''.join(_RUNS)}]+(?:['’][^\W\d_]+)*"
_WORD = re.compile("|".join([f"[{_CHARACTER}]", *(f"[{run}]+" for run in _RUNS), _REST, "[&+]"]))
_ENDING = re.compile(r"-[a-z]{2,4}")
# A stemmer keeps the word it works on in itself, so each thread has its own.
_OF_THREAD = threading.local()
# Shorter words are too near to one another to tell a slip from another word.
_SPELT = 5
_GAP = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One word as compared (`text`: lower case, no apostrophe), and where it stands in the message."""

    text: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        """Return the English stem. It is looked up when asked for: most words are only compared as they are."""
        return _stem(self.text)


_ANY = Word("…", 0, 0)


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
    return Word(_plain(found.group()), found.start(), found.end())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")


@lru_cache(maxsize=50_000)
def _of_phrase(text: str) -> Word:
    """Return a word of a phrase, which stands nowhere yet: a list of phrases has few words, each many times."""
    return Word(text if text.startswith("-") else _plain(text), 0, 0)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stemmer = getattr(_OF_THREAD, "stemmer", None)
    if stemmer is None:
        stemmer = _OF_THREAD.stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(word))


class Phrases:
    """Labelled runs of words, searched all at once: at each place the longest wins.

    "…" within a phrase is up to two words of any kind, and "-ing" a word that ends so.

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
        known: Container[str] = frozenset(),
    ) -> None:
        self._stems = stems
        self._typos = typos
        self._known = known
        self._by_first: dict[str, list[tuple[tuple[Word, ...], str]]] = {}
        for label, phrases in entries.items():
            for phrase in phrases:
                for run in _runs(phrase):
                    self._by_first.setdefault(run[0].text, []).append((run, label))
        self._by_stem: dict[str, list[str]] = {}
        self._by_letter: dict[str, list[str]] = {}
        for first, runs in self._by_first.items():
            runs.sort(key=lambda entry: -len(entry[0]))
            if stems:
                self._by_stem.setdefault(runs[0][0][0].stem, []).append(first)
            self._by_letter.setdefault(first[0], []).append(first)

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
        """Return the first words of phrases that this word may be."""
        found = [said.text] if said.text in self._by_first else []
        if self._stems:
            found += [first for first in self._by_stem.get(said.stem, ()) if first != said.text]
        if self._typos and len(said.text) >= _SPELT and said.text not in self._known:
            near = (first for first in self._by_letter.get(said.text[0], ()) if _mistyped(first, said.text))
            found += [first for first in near if first not in found]
        return found

    def _same(self, expected: Word, said: Word) -> bool:
        if expected is _ANY or expected.text == said.text or (self._stems and expected.stem == said.stem):
            return True
        if expected.text[0] == "-":
            return said.text.endswith(expected.text[1:])
        return self._typos and said.text not in self._known and _mistyped(expected.text, said.text)


def _runs(phrase: str) -> list[tuple[Word, ...]]:
    """Return the runs of words that a phrase stands for: "…" within it is none, one or two words of any kind."""
    first, *rest = (_expected(part) for part in phrase.split("…"))
    runs = [first] if first else []
    for part in rest:
        runs = [(*run, *(_ANY,) * gap, *part) for run in runs for gap in range(_GAP + 1)]
    return runs


def _expected(part: str) -> tuple[Word, ...]:
    """Return the words of a phrase; "-ing" stays as it is."""
    if " -" not in part and not part.startswith("-"):
        return tuple(map(_of_phrase, _WORD.findall(part)))
    pieces = ((piece,) if _ENDING.fullmatch(piece) else _WORD.findall(piece) for piece in part.split())
    return tuple(_of_phrase(word) for found in pieces for word in found)


@lru_cache(maxsize=50_000)
def _mistyped(meant: str, said: str) -> bool:
    if len(meant) < _SPELT or len(said) < _SPELT or meant[0] != said[0]:
        return False
    allowed = 2 if len(meant) >= 8 else 1
    return bool(OSA.distance(meant, said, score_cutoff=allowed) <= allowed)
