"""Support: how far evidence carries a sentence, by rules and by coefficients learnt from public data.

`evaluation/support.py` learns them and writes `support.json`; see docs/model.md.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml

from bot.hearing.words import Word, words
from knowledge.ports import Vectors

_FOLDER = Path(__file__).parent
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_CLAUSE = re.compile(r"[,;:.!?()“”\"]|\s[-–—]\s")
MOST_COMPARED = 3

Embed = Callable[[Sequence[str]], Vectors | None]


@dataclass(frozen=True, slots=True, eq=False)  # one object a language, so it is told apart by being itself
class Speech:
    """The words of one language that a sentence is judged by; see `support.yaml`."""

    joins: frozenset[str]
    plain: frozenset[str]
    negations: frozenset[str]
    conditions: frozenset[str]
    state: frozenset[str]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic regression over the signs it names, and the likelihood below which a sentence is not supported."""

    weights: Mapping[str, float]
    bias: float
    refuse_below: float


@cache
def coefficients(with_similarity: bool) -> Coefficients:
    """Return what was learnt, read once: with the similarity of an embedder, or by the words alone."""
    told = json.loads((_FOLDER / "support.json").read_text("utf-8"))["similarity" if with_similarity else "words"]
    return Coefficients(told["weights"], told["bias"], told["refuse_below"])


@cache
def speech(language: str) -> Speech | None:
    """Return the words of a language; None where a sentence in it cannot be judged."""
    told = yaml.safe_load((_FOLDER / "support.yaml").read_text("utf-8")).get(language)
    if told is None:
        return None
    lists = ({word.text for entry in told[name] for word in words(entry)} for name in Speech.__dataclass_fields__)
    return Speech(*(frozenset(found) for found in lists))


def claims(text: str, own: Speech) -> tuple[Word, ...]:
    """Return the words of a sentence that claim something."""
    return tuple(word for word in words(text) if word.text not in own.plain)


def unheard(text: str, grounds: Iterable[str], own: Speech) -> tuple[str, ...]:
    """Return the words of a sentence that claim something and stand nowhere in its grounds."""
    known = frozenset[str]().union(*(_stems(one) for one in grounds))
    return tuple(word.text for word in claims(text, own) if word.stem not in known)


def numbers(text: str) -> frozenset[tuple[str, str]]:
    """Return every number with the word after it, its unit or what it counts."""
    return frozenset((found.group(), _after(text, found.end())) for found in _NUMBER.finditer(text))


def _after(text: str, end: int) -> str:
    rest = words(text[end : end + 40])
    return next((word.stem for word in rest if not word.text.isdecimal()), "")


def polarity(text: str, own: Speech) -> frozenset[tuple[str, bool]]:
    """Return each claiming word's stem and whether a negation stands before it in its clause."""
    found: set[tuple[str, bool]] = set()
    for clause in _cut(text, own):
        negated = False
        for word in clause:
            if word.text in own.negations:
                negated = True
            elif word.text not in own.plain and word.text not in own.conditions:
                found.add((word.stem, negated))
    return frozenset(found)


def _cut(text: str, own: Speech) -> list[list[Word]]:
    """Cut a sentence into clauses at its punctuation and before the words that join."""
    found: list[list[Word]] = []
    for piece in _CLAUSE.split(text):
        found.append([])
        for word in words(piece):
            if word.text in own.joins:
                found.append([])
            else:
                found[-1].append(word)
    return found


def turned(text: str, grounds: Sequence[str], own: Speech) -> bool:
    """Tell whether a sentence denies what its grounds only ever say, or says what they only ever deny.

    A negation that the nearest of the grounds does not have turns something round, whatever it is.
    """
    said = frozenset(word.text for word in words(text)) & own.negations
    if any(said - frozenset(word.text for word in words(one)) for one in nearest(text, grounds, own)):
        return True
    known = frozenset(pair for one in grounds for pair in _polarity(one, own))
    stems = {stem for stem, _ in known}
    return any(pair not in known for pair in polarity(text, own) if pair[0] in stems)


def reordered(text: str, grounds: Sequence[str], own: Speech) -> bool:
    """Tell whether the claiming words are not in the order of the grounds: each clause's, limits and all, and all."""
    known = [clause for one in grounds for clause in _known_clauses(one, own)]
    told = _clauses(text, own)
    if any(not any(_within(clause, theirs) for theirs in known) for clause in told):
        return True
    rest = (stem for stems, _ in known for stem in stems)
    return not all(stem in rest for stems, _ in told for stem in stems)


def _clauses(text: str, own: Speech) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Return each clause's claiming stems in order, and the words in it that limit or deny."""
    cut = [[word for word in clause if word.text not in own.plain] for clause in _cut(text, own)]
    limits = own.conditions | own.negations
    return tuple(
        (tuple(word.stem for word in clause), frozenset(word.text for word in clause) & limits)
        for clause in cut
        if clause
    )


def _within(clause: tuple[tuple[str, ...], frozenset[str]], theirs: tuple[tuple[str, ...], frozenset[str]]) -> bool:
    rest = iter(theirs[0])
    return theirs[1] <= clause[1] and all(stem in rest for stem in clause[0])


def unconditional(text: str, grounds: Sequence[str], own: Speech) -> bool:
    """Tell whether the nearest of its grounds limits what it says in a way that the sentence does not."""
    said = frozenset(word.text for word in words(text))
    return any(
        frozenset(word.text for word in words(one)) & own.conditions - said for one in nearest(text, grounds, own)
    )


def numbers_known(text: str, grounds: Iterable[str]) -> bool:
    """Tell whether each number stands in the grounds before the same word; a code of three digits needs none."""
    theirs = frozenset(pair for one in grounds for pair in numbers(one))
    figures = {figure for figure, _ in theirs}
    return all(
        pair in theirs or (pair[0] in figures and len(pair[0]) == 3 and pair[0].isdecimal()) for pair in numbers(text)
    )


def broken(text: str, grounds: Sequence[str], own: Speech) -> str:
    """Return the name of the first rule that a sentence breaks, whatever its likelihood; nothing where it keeps all."""
    if not numbers_known(text, grounds):
        return "numbers are the evidence's"
    if unheard(text, grounds, own):
        return "every word that claims is the evidence's"
    if turned(text, grounds, own):
        return "nothing is turned round"
    if unconditional(text, grounds, own):
        return "conditions are kept"
    return "clauses keep the evidence's order" if reordered(text, grounds, own) else ""


def nearest(text: str, grounds: Sequence[str], own: Speech, most: int = 1) -> tuple[str, ...]:
    """Return the sentences of the grounds that share most claiming words, best first."""
    said = {word.stem for word in claims(text, own)}
    return tuple(sorted(grounds, key=lambda one: -len(said & _stems(one)))[:most])


def signs(text: str, grounds: Sequence[str], own: Speech, similarity: float | None) -> dict[str, float]:
    """Return what speaks for or against a sentence being supported, by name, each in [0, 1] or [-1, 1]."""
    said = [word.stem for word in claims(text, own)]
    every = frozenset[str]().union(*(_stems(one) for one in grounds))
    pairs = set(pairwise(said))
    known = {pair for one in grounds for pair in _pairs(one, own)}
    figures = {number for number, _ in numbers(text)}
    theirs = {number for one in grounds for number, _ in numbers(one)}
    found = {
        "overlap": _share(sum(stem in every for stem in said), len(said)),
        "best": max((_share(sum(stem in _stems(one) for stem in said), len(said)) for one in grounds), default=0.0),
        "pairs": _share(len(pairs & known), len(pairs)),
        "numbers": _share(len(figures & theirs), len(figures)),
        "turned": float(turned(text, grounds, own)),
    }
    return found if similarity is None else {**found, "similarity": similarity}


def likelihood(found: Mapping[str, float]) -> float:
    """Return how likely it is, 0 to 1, that a sentence with these signs is supported."""
    learnt = coefficients("similarity" in found)
    total = learnt.bias + sum(weight * found[name] for name, weight in learnt.weights.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def similarity(text: str, grounds: Sequence[str], own: Speech, embed: Embed | None) -> float | None:
    """Return the cosine similarity to the nearest of the grounds, or to those as one; None while there is no model."""
    close = nearest(text, grounds, own, MOST_COMPARED)
    vectors = embed([text, *close, " ".join(close)]) if embed and close else None
    return None if vectors is None else float(np.max(vectors[1:] @ vectors[0]))


def supported(found: Mapping[str, float]) -> bool:
    """Tell whether a sentence with these signs may be shown."""
    return likelihood(found) >= coefficients("similarity" in found).refuse_below


@lru_cache(maxsize=4096)  # to this and the next three only evidence comes, never what a model wrote
def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text))


@lru_cache(maxsize=4096)
def _polarity(text: str, own: Speech) -> frozenset[tuple[str, bool]]:
    return polarity(text, own)


@lru_cache(maxsize=4096)
def _known_clauses(text: str, own: Speech) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    return _clauses(text, own)


@lru_cache(maxsize=4096)
def _pairs(text: str, own: Speech) -> frozenset[tuple[str, str]]:
    said = [word.stem for word in claims(text, own)]
    return frozenset(pairwise(said))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
