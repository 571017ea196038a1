"""Doubting a model's sentence: it is shown only where every check here lets it through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot import support
from bot.hearing.language import find_language
from bot.hearing.words import words
from bot.models import Citation, Outcome, Sentence
from bot.quote import sentences
from knowledge.models import StepPlace

if TYPE_CHECKING:
    from bot.verify import Evidence

LONGEST = 400
# Marks that format, cite or embed; a model's sentence is plain words.
_MARKS = re.compile(r"[\[\]<>*`#|{}\\_~]|!\(|\n")
# What could lead somewhere: addresses, names with a dot in them, mail, and digits long enough to be dialled.
_LEADS = re.compile(
    r"\w+://\S+|\S+@\S+|\b(?:[\w-]+\.)+[^\W\d_]{2,}\b(?:/\S*)?|(?<![\w.])\+?\d[\d\s().-]{5,}\d", re.IGNORECASE
)
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")


def doubt(sentence: Sentence, citations: Iterable[Citation], evidence: Evidence) -> str:
    """Return the name of the first check that a model's sentence fails, or nothing where it may be shown."""
    own = support.speech(evidence.book.language)
    rows = [one for one in citations if one.n in sentence.citations]
    if own is None or not rows or len(rows) != len(set(sentence.citations)):
        return "cited evidence exists"
    grounds = tuple(dict.fromkeys(text for row in rows for text in _grounds(row, evidence)))
    if not _plain(sentence.text):
        return "plain words"
    if not _leads_allowed(sentence.text, grounds, evidence):
        return "links are on the allow-list"
    if sentence.text in grounds:
        return ""
    return _claimed(sentence, grounds, rows, evidence, own)


def _claimed(
    sentence: Sentence, grounds: tuple[str, ...], rows: list[Citation], evidence: Evidence, own: support.Speech
) -> str:
    text = sentence.text
    if any(word.text in own.state for word in words(text)):
        return "the service's state is the status page's to tell"
    rule = support.broken(text, grounds, own)
    if rule:
        return rule
    if _names_tried(text, rows, evidence):
        return "no tried step"
    if find_language(text, evidence.book.language) != evidence.book.language:
        return "the language is right"
    return "" if _supported(text, grounds, evidence, own) else "the evidence supports it"


def _grounds(row: Citation, evidence: Evidence) -> tuple[str, ...]:
    """Return the evidence's sentences: those of the one item, where an item is cited."""
    chunk = evidence.guide.chunk(row.chunk_id, evidence.book.language)
    if chunk is None:
        return ()
    if row.item is not None:
        return tuple(
            text for item in chunk.items if item.label == row.item for text in (item.label, *sentences(item.text))
        )
    return tuple(text for part in (chunk.title, chunk.text, chunk.caution, chunk.tip) for text in sentences(part or ""))


def _plain(text: str) -> bool:
    shown = not any(unicodedata.category(character) in _INVISIBLE for character in text)
    return shown and 0 < len(text) <= LONGEST and not _MARKS.search(text) and bool(words(text))


def _leads_allowed(text: str, grounds: tuple[str, ...], evidence: Evidence) -> bool:
    every = " ".join(grounds)
    return all(
        found in evidence.links or found in every
        for found in (m.group().rstrip(".,;:!?") for m in _LEADS.finditer(text))
    )


def _names_tried(text: str, rows: list[Citation], evidence: Evidence) -> bool:
    """Tell whether a sentence speaks of a step that is done or held back; one asked about by name may be told."""
    asked = {row.chunk_id for row in rows} if evidence.decision.outcome is Outcome.ANSWERED_FACT else set()
    over = {one.step_id for one in evidence.attempts} | {one.id for one in evidence.decision.held_back}
    offered = {one.step_id for one in evidence.decision.next_steps}
    said = tuple(word.stem for word in words(text))
    places = evidence.guide.steps(evidence.book.language)
    return any(
        _names(place, said) for place in places if place.step.id in over - offered and place.chunk.id not in asked
    )


def _names(place: StepPlace, said: tuple[str, ...]) -> bool:
    runs = [tuple(word.stem for word in words(phrase)) for phrase in (place.title, *place.step.words)]
    return any(
        run == said[start : start + len(run)]
        for run in runs
        if len(run) > 1
        for start in range(len(said) - len(run) + 1)
    )


def _supported(text: str, grounds: tuple[str, ...], evidence: Evidence, own: support.Speech) -> bool:
    near = support.similarity(text, grounds, own, evidence.embed)
    return support.supported(support.signs(text, grounds, own, near))
