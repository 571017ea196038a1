"""Deeds told by whatever verb: "yanked the plug" says as surely as "unplugged it" that it was done."""

from __future__ import annotations

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.mood import cues_of
from bot.hearing.words import Span

_SHORTEST = 5  # letters of a verb that its ending alone tells ("wiped", and not "red")


def told_before(place: int, clause: Clause, cues: tuple[Span, ...], lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the cues of a clause and, where none of them says so, that what stands at `place` was done.

    A verb in the past before it tells, unless it describes a thing ("my outdated router") or only speaks, thinks or
    wants ("recommended a VPN").
    """
    taken = {inside for cue in cues for inside in range(cue.start, cue.end)}
    told = [
        Span(at, at + 1, "done")
        for at in range(place)
        if at not in taken and _is_past(clause.words[at].text, lexicon) and not _describes(at, clause, lexicon)
    ]
    return tuple(sorted((*cues, *told[:1]), key=lambda cue: cue.start)) if told else cues


def tells_of_deeds(clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a clause tells that something was done, whatever it was ("typed my password")."""
    past = (at for at in range(len(clause.words)) if _is_past(clause.words[at].text, lexicon))
    done = any(cue.label == "done" for cue in cues_of(clause, lexicon))
    return not clause.question and (done or any(not _describes(at, clause, lexicon) for at in past))


def _is_past(text: str, lexicon: Lexicon) -> bool:
    ends = len(text) >= _SHORTEST and text.endswith(lexicon.past_endings)
    return (ends or text in lexicon.past_words) and text not in lexicon.past_but


def _describes(at: int, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a word in the past is said of a thing: it stands right after "the", "my" or a word that denies."""
    before = clause.words[at - 1].text if at else ""
    return before in lexicon.articles or before in lexicon.negations
