"""Browsers named one after another: which of them is the usual one nobody says, but two are one more."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.names import StepNames
from bot.models import Attempt, Result

_TELLING = frozenset({"failed", "worked", "done"})


class Browsers:
    """Collects the browsers of one message, clause by clause."""

    def __init__(self, names: StepNames, lexicon: Lexicon) -> None:
        self._step, self._lexicon = names.elsewhere(), lexicon
        self._found: dict[str, str] = {}
        self._works = False

    def note(self, clause: Clause, labels: AbstractSet[str], *, quiet: bool) -> None:
        """Keep what a clause names, where little else is in it or it tells how it went; `quiet` ones tell nothing."""
        spans = self._lexicon.browsers.find(clause.words)
        if not spans or quiet or clause.question:
            return
        held = (*spans, *self._lexicon.cues.find(clause.words))
        covered = {place for span in held for place in range(span.start, span.end)}
        rest = [word for place, word in enumerate(clause.words) if place not in covered]
        alone = all(word.text in self._lexicon.fillers or word.text in self._lexicon.also for word in rest)
        if alone or labels & _TELLING or self._lexicon.bare.whole(tuple(rest)):
            self._found |= {clause.words[span.start].text: clause.text for span in spans}
            self._works |= "worked" in labels

    def attempt(self, beside: int, *, failed: bool) -> Attempt | None:
        """Read "firefox edge opera, all dead" and, `beside` two other steps or more, "cache, router, edge"."""
        if self._step is None or not self._found or (len(self._found) < 2 and beside < 2):
            return None
        if not (failed or self._works or beside > 1):
            return None
        result = Result.WORKED if self._works else Result.DID_NOT_WORK
        return Attempt(self._step.id, None, result, next(iter(self._found.values()))[:200])
