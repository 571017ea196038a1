"""Keyword search: BM25 over words, stems and, where a script has no word breaks, pairs of characters."""

from __future__ import annotations

import logging
import math
import re
import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# What a word the guide does not know could have scored: once, in a section of average length (1 / (1 + k1)).
# It keeps a question about something else from looking complete because its small words are all there.
UNKNOWN_WORD = 0.4
REMEMBERED = 50_000

_NO_BREAKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"([{_NO_BREAKS}]+)")
_APOSTROPHES = re.compile("['’ʼ]")


class _Separators(dict[int, str]):
    """Turns every character that is no letter, digit or mark into a space; learns them as they come."""

    def __missing__(self, code: int) -> str:
        self[code] = found = chr(code) if unicodedata.category(chr(code))[0] in "LMN" else " "
        return found


_SEPARATORS = _Separators()


class Words:
    """Cuts texts of one language into terms."""

    def __init__(self, language: str) -> None:
        self._base = language.lower().replace("_", "-").split("-")[0]
        self._stemmer = _stemmer(self._base)
        self._stems: dict[str, str] = {}
        self._lock = threading.Lock()  # a stemmer works in its own fields

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text in order: stems of words, pairs of characters."""
        text = unicodedata.normalize("NFKC", text).casefold()
        text = _APOSTROPHES.sub("" if self._base == "en" else " ", text)
        return [term for word in text.translate(_SEPARATORS).split() for term in self._parts(word)]

    def _parts(self, word: str) -> list[str]:
        terms: list[str] = []
        for run in filter(None, _RUNS.split(word)):
            if _RUNS.match(run):
                terms += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
            else:
                terms.append(self._stem(run))
        return terms

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            with self._lock:
                stem = str(self._stemmer.stemWord(word)) if self._stemmer else word
                if len(self._stems) >= REMEMBERED:
                    self._stems.clear()
                self._stems[word] = stem
        return stem


class LexicalIndex:
    """BM25 over the texts of one language."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to debug
        self._words = Words(language)
        documents = [self._words.terms(text) for text in texts]
        self._count = len(documents)
        self._bm25: Any = None
        if any(documents):
            self._bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
            self._bm25.index(documents, show_progress=False)
            self._most = _most_by_term(self._bm25.scores["data"], self._bm25.scores["indptr"])

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return one score in [0, 1] a text: its BM25 over the most that the words of the query could attain."""
        terms = list(dict.fromkeys(self._words.terms(query)))
        known = [term for term in terms if self._bm25 is not None and term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        ids = [self._bm25.vocab_dict[term] for term in known]
        unknown = (len(terms) - len(known)) * UNKNOWN_WORD * math.log(1 + (self._count + 0.5) / 0.5)
        attainable = float(self._most[ids].sum()) + unknown
        found: NDArray[np.float32] = np.asarray(self._bm25.get_scores(known), dtype=np.float32)
        found /= np.float32(attainable)
        return found.clip(max=1.0)


def _most_by_term(data: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the most that each term gives to any text; a term's scores stand at data[starts[i]:starts[i + 1]]."""
    most = np.zeros(len(starts) - 1, dtype=np.float32)
    np.maximum.at(most, np.repeat(np.arange(len(most)), np.diff(starts)), data)
    return most


def _stemmer(language: str) -> Any:
    """Return a Snowball stemmer of a language, None where there is none."""
    import snowballstemmer

    return snowballstemmer.stemmer(STEMMERS[language]) if language in STEMMERS else None
