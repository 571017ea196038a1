"""Clauses: the smallest pieces of a message that can say one thing about one step."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.hearing.lexicon import Lexicon
from bot.hearing.words import Word, words

_SENTENCE_END = re.compile(r"[.!?…。!?]+(?=\s|$|[^\w.])|[\n;•|]+|(?<=[。!?])|\s[-–—→>]+\s")
_COMMA = re.compile(r"([,:、,:()\"“”/]+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of one clause, its text as said, which sentence it is part of, and whether it ends in a question mark.

    `joined_by` is the word or the colon that joins it to the clause before.
    """

    text: str
    words: tuple[Word, ...]
    sentence: int
    question: bool
    joined_by: str = ""


def split(message: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Cut a message into clauses, in order."""
    clauses: list[Clause] = []
    for number, (sentence, question) in enumerate(_sentences(message)):
        mine: list[Clause] = []
        mark = ""
        for piece in _COMMA.split(sentence):
            if _COMMA.fullmatch(piece):
                mark = ":" if piece.strip("::") == "" else ""
            else:
                mine += _by_words(piece, number, lexicon, mark)
        if mine and question:
            mine[-1] = replace(mine[-1], question=True)
        clauses += mine
    return tuple(clauses)


def _sentences(message: str) -> list[tuple[str, bool]]:
    found, start = [], 0
    for end in _SENTENCE_END.finditer(message):
        found.append((message[start : end.start()], "?" in end.group() or "?" in end.group()))
        start = end.end()
    found.append((message[start:], False))
    return [(text, question) for text, question in found if text.strip()]


def _by_words(piece: str, sentence: int, lexicon: Lexicon, joined: str) -> list[Clause]:
    clauses: list[Clause] = []
    current: list[Word] = []
    for word in words(piece):
        if word.text in lexicon.splitters:
            clauses += _clause(piece, current, sentence, joined)
            current, joined = [], word.text
        else:
            current.append(word)
    return clauses + _clause(piece, current, sentence, joined)


def _clause(piece: str, current: list[Word], sentence: int, joined: str) -> list[Clause]:
    if not current:
        return []
    text = piece[current[0].start : current[-1].end]
    return [Clause(text, tuple(current), sentence, False, joined)]
