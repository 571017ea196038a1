"""Sharpening: what a search for the rewritten question may change about a decision, and what not."""

from __future__ import annotations

from dataclasses import replace

from bot.decide import Situation, decide
from bot.models import Decision, Outcome
from knowledge.models import SearchResults

# Only which section answers, or which step is asked about, may be found better; how an answer ends otherwise may not.
_OPEN = frozenset({Outcome.ANSWERED_FACT, Outcome.ANSWERED_STEPS})


def sharpen(situation: Situation, decision: Decision, nearer: SearchResults | None) -> tuple[Decision, SearchResults]:
    """Return the decision over the nearer results where they have any, with the results that it rests on.

    A message that was declined, escalated or answered by the status page stays so, whatever else would be found.
    """
    found = situation.results
    if nearer is None or not nearer.hits or decision.outcome not in _OPEN:
        return decision, found
    other = decide(replace(situation, results=nearer))
    if other.outcome not in _OPEN:
        return decision, found
    return replace(other, reason=f"{other.reason}, found by a rewritten question"), nearer
