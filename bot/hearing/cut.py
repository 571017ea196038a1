"""Cutting a clause of a language whose verbs come last: each verb speaks of what stands before it, and of no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.hearing.clauses import Clause
from bot.hearing.words import Span

VERB_LAST = frozenset({"ko", "ja", "hi"})
_VERBS = frozenset({"done", "failed", "worked", "not_done", "cannot", "intends", "partly"})
_OUTCOMES = frozenset({"failed", "worked"})


def cut(clause: Clause, named: Sequence[Span], cues: Sequence[Span]) -> tuple[Clause, ...]:
    """Return the parts of a clause that names several things: a new part begins behind each verb but the last.

    `named` are the spans of what it names, `cues` its cues; both count in words of the clause.
    """
    begins = [0]
    for this, following in pairwise(named):
        end = _end_of_verb([cue for cue in cues if this.start <= cue.start and cue.end <= following.start])
        if end is not None:
            begins.append(max(end, this.end))
    ends = [*begins[1:], len(clause.words)]
    return tuple(_part(clause, begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end)


def _end_of_verb(cues: Sequence[Span]) -> int | None:
    """Return where the first verb ends, with how it went; what follows it ("already", "later") is said of the next."""
    verbs = [cue for cue in cues if cue.label in _VERBS]
    if not verbs:
        return None
    last = verbs[0]
    for cue in verbs[1:]:
        if cue.label != verbs[0].label and cue.label not in _OUTCOMES:
            break
        last = cue
    return last.end


def _part(clause: Clause, begin: int, end: int) -> Clause:
    inside, last = clause.words[begin:end], end == len(clause.words)
    text = clause.text[inside[0].start - clause.words[0].start : inside[-1].end - clause.words[0].start]
    asks = clause.question and last
    joined = "" if begin else clause.joined_by
    return replace(clause, text=text, words=inside, question=asks, emphatic=clause.emphatic and last, joined_by=joined)


def own_cues(span: Span, cues: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the cues that speak of a mention: those behind it, where one of them is its verb, else all.

    "Later", said before the mention, counts where a verb behind it says so too.
    """
    behind = tuple(cue for cue in cues if cue.start >= span.start)
    labels = {cue.label for cue in behind}
    if not labels & (_VERBS - _OUTCOMES):
        return cues
    later = tuple(cue for cue in cues if cue.start < span.start and cue.label == "intends")
    return later + behind if "intends" in labels else behind
