"""Replies: clauses that say something only beside what was said or offered before them."""

from __future__ import annotations

from dataclasses import replace

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.mood import cues_of
from bot.hearing.names import StepNames
from bot.hearing.words import Span, words

_TELLING = frozenset({"done", "failed", "not_done", "cannot", "worked", "asks", "intends"})


def bare(clause: Clause, names: StepNames, lexicon: Lexicon) -> str | None:
    """Return what a clause that names nothing says of what was offered: failed, done, cannot, more, yes, or nothing.

    It is a phrase of the list, or made of cues of one kind and of words that add nothing ("ok, just tried that now").
    """
    whole = lexicon.bare.whole(clause.words)
    if whole or clause.question or names.named(clause):
        return whole
    covered = {place for span in lexicon.cues.find(clause.words) for place in range(span.start, span.end)}
    rest = [word for place, word in enumerate(clause.words) if place not in covered]
    labels = {cue.label for cue in cues_of(clause, lexicon)}
    if any(word.text not in lexicon.fillers for word in rest) or not labels <= {"done", "failed", "cannot", "after"}:
        return None
    return next((label for label in ("failed", "cannot", "done") if label in labels), None)


def answered(clauses: tuple[Clause, ...], names: StepNames, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Join "Router?" and "Restarted, twice.": who asks no more than a name and answers it tells what was done."""
    joined: list[Clause] = []
    for clause in clauses:
        before = joined[-1] if joined else None
        if before is not None and _echoes(before, names, lexicon) and _answers(clause, names, lexicon):
            text = f"{before.text}, {clause.text}"
            joined[-1] = replace(before, text=text, words=words(text), question=False, emphatic=False)
        else:
            joined.append(clause)
    return tuple(joined)


def tried_nothing(clauses: tuple[Clause, ...], names: StepNames, lexicon: Lexicon) -> bool:
    """Tell whether it is said that nothing was tried: what else is told of was done by others, or only thought of."""
    told = [span.label for clause in clauses if not clause.question for span in lexicon.untried.find(clause.words)]
    but = any(clause.words[0].text in lexicon.only and names.named(clause) for clause in clauses)
    return "nothing" in told and "else" not in told and not but


def _echoes(clause: Clause, names: StepNames, lexicon: Lexicon) -> bool:
    named = names.named(clause) if clause.question else ()
    told = sum(word.text not in lexicon.fillers for word in clause.words)
    return len(named) == 1 and not cues_of(clause, lexicon) and told <= named[0].span.end - named[0].span.start + 1


def _answers(clause: Clause, names: StepNames, lexicon: Lexicon) -> bool:
    if clause.question or names.named(clause):
        return False
    labels = {cue.label for cue in cues_of(clause, lexicon)}
    said = lexicon.bare.find(clause.words)
    return bool(labels & _TELLING) or (bool(said) and said[0].start == 0 and said[0].label in ("yes", "done", "failed"))


def pronouns(clause: Clause, cues: tuple[Span, ...], lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the pronouns of a clause; the "this" of "this 502" is none."""
    begins = {cue.start for cue in cues}
    small = lexicon.fillers | lexicon.also | lexicon.negations

    def stands_alone(span: Span) -> bool:
        if clause.words[span.start].text not in lexicon.determiners or span.end - span.start > 1:
            return True
        behind = clause.words[span.end : span.end + 1]
        return not behind or span.end in begins or behind[0].text in small

    return tuple(span for span in lexicon.pronouns.find(clause.words) if stands_alone(span))
