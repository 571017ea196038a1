"""A heading for what the guide lacks, made of the questions' own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

LONGEST = 70
_MOST_WORDS = 5
# As frequent as "can" or "get": one word in 2,000. Such words open and close no heading.
_COMMON = 1 / 2000
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|please|bitte|hola|bonjour|sorry|ok(?:ay)?)\b[\s,!.:-]*)+", re.IGNORECASE
)


def entitle(texts: Sequence[str], middle: str, language: str, names: Iterable[str]) -> str:
    """Return the words that at least half of the questions share, else the question in their middle, shortened."""
    shared = _shared([_words(text) for text in texts], language, frozenset(name.casefold() for name in names))
    return _capital(shared) if shared else _shortened(middle)


def _shared(questions: Sequence[Sequence[str]], language: str, names: frozenset[str]) -> str:
    """Return the run of two to five words that most questions share, if one is worth a heading."""
    if len(questions) < 2:
        return ""
    found = Counter(run for words in questions for run in set(_runs(words)))
    worthy = [
        (count * _weight(run, language, names), len(run), run)
        for run, count in found.items()
        if count >= 2 and count * 2 >= len(questions)
        if not ({run[0], run[-1]} & names) and not _is_common(run[0], language) and not _is_common(run[-1], language)
    ]
    best = max(worthy, default=(0, 0, ()))
    return " ".join(best[2]) if best[0] else ""


def _weight(run: Sequence[str], language: str, names: frozenset[str]) -> int:
    """Count the words that say something; fewer than two make no heading."""
    telling = sum(not _is_common(word, language) and word not in names for word in run)
    return telling if telling >= 2 else 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for length in range(2, _MOST_WORDS + 1):
        for at in range(len(words) - length + 1):
            yield tuple(words[at : at + length])


@cache
def _frequent(language: str) -> frozenset[str]:
    """Return a language's most frequent words; none of a language whose words are not known."""
    from wordfreq import available_languages, get_frequency_dict

    if language not in available_languages():
        return frozenset()
    return frozenset(word for word, share in get_frequency_dict(language).items() if share >= _COMMON)


def _is_common(word: str, language: str) -> bool:
    return word in _frequent(language)


def _shortened(text: str) -> str:
    """Return the first sentence without a greeting, at most LONGEST signs, cut between words."""
    plain = _OPENING.sub("", re.sub(r"\s+", " ", text).strip())
    first = re.split(r"(?<=[.!?])\s+|(?<=[。！？])", plain, maxsplit=1)[0].rstrip(".!?。！？ ") or plain
    if len(first) <= LONGEST:
        return _capital(first)
    return _capital(first[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:- ")) + " …"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
