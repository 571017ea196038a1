"""Clauses: the smallest pieces of a message that can say one thing about one step."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.hearing.lexicon import Lexicon
from bot.hearing.words import Word, words

# Full-width, Devanagari and Arabic marks are written as escapes: they look like others.
_ASKING = "?\uff1f\u061f"
_ENDING = f"{_ASKING}.!…\u3002\uff01\u0964"
_SENTENCE_END = re.compile(rf"[{_ENDING}]+(?=\s|$|[^\w.])|[\n;•|\uff1b\u061b]+|(?<=[\u3002\uff01\uff1f])|\s[-–—→>]+\s")
_COLON = ":\uff1a"
# Scripts that set no spaces between words have one where others have a comma.
_HAN = "[\u3040-\u30ff\u3400-\u9fff]"
_COMMA = re.compile(rf"([,{_COLON}\u3001\uff0c\u060c()\uff08\uff09\"“”/]+|(?<={_HAN})\s+(?={_HAN}))")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of one clause, its text as said, which sentence it is part of, and whether it ends in a question mark.

    `joined_by` is the word or the colon that joins it to the clause before; `emphatic` are several question marks,
    which may only be impatience.
    """

    text: str
    words: tuple[Word, ...]
    sentence: int
    question: bool
    joined_by: str = ""
    emphatic: bool = False


def split(message: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Cut a message into clauses, in order."""
    clauses: list[Clause] = []
    for number, (sentence, marks) in enumerate(_sentences(message)):
        mine: list[Clause] = []
        mark = ""
        for piece in _COMMA.split(sentence):
            if _COMMA.fullmatch(piece):
                mark = ":" if set(piece) <= set(_COLON) else ""
            else:
                mine += _by_words(piece, number, lexicon, mark)
        if mine and marks:
            mine[-1] = replace(mine[-1], question=True, emphatic=marks > 1)
        clauses += mine
    return tuple(clauses)


def _sentences(message: str) -> list[tuple[str, int]]:
    """Return the sentences, each with the number of question marks it ends in."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(message):
        found.append((message[start : end.start()], sum(end.group().count(mark) for mark in _ASKING)))
        start = end.end()
    found.append((message[start:], 0))
    return [(text, marks) for text, marks in found if text.strip()]


def _by_words(piece: str, sentence: int, lexicon: Lexicon, joined: str) -> list[Clause]:
    clauses: list[Clause] = []
    current: list[Word] = []
    told = words(piece)
    # "Not yet" and "as well as" hold together, although "yet" and "and" alone begin something new.
    inside = {place for span in lexicon.cues.find(told) for place in range(span.start + 1, span.end)}
    ends = {span.start: span.end for span in lexicon.splitters.find(told) if span.start not in inside}
    place = 0
    while place < len(told):
        if place in ends:
            clauses += _clause(piece, current, sentence, joined)
            current, joined = [], "".join(word.text for word in told[place : ends[place]])
        else:
            current.append(told[place])
        place = ends.get(place, place + 1)
    return clauses + _clause(piece, current, sentence, joined)


def _clause(piece: str, current: list[Word], sentence: int, joined: str) -> list[Clause]:
    if not current:
        return []
    text = piece[current[0].start : current[-1].end]
    return [Clause(text, tuple(current), sentence, False, joined)]
