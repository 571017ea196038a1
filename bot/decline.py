"""Declining: telling what the guide covers from what it does not."""

from __future__ import annotations

from bot.abstain import coefficients, covered
from bot.models import Intent, Outcome, Understanding
from bot.wording import languages
from knowledge.models import SearchResults

# The margin between "like the guide's phrasings" and "like what is not covered": see docs/adr/0022-declining.md.
_FOREIGN_ALTHOUGH_NAMED = -0.30
# Words that the guide never uses weigh less than this where a message has none to speak of.
_NOTHING_STRANGE = 0.5
# What a message must want for it to be doubted at all: the rest ends otherwise.
_DOUBTFUL = (Intent.FACT, Intent.REPORT, Intent.FIX, Intent.STATUS, Intent.UNCLEAR)
# For a guide without phrasings only the score of the best hit tells.
_FAR = 0.2
_UNSURE = 0.3


def decline(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    """Return the ending for a message that the guide does not cover or that says too little, and why."""
    if _settled(understanding, results):
        return None
    return _by_margin(understanding, results) if results.margin is not None else _by_score(understanding, results)


def is_open(understanding: Understanding, results: SearchResults) -> bool:
    """Tell whether nothing but the coefficients says if a message is covered."""
    settled = _settled(understanding, results) or understanding.follow_up
    return not settled and results.margin is not None and understanding.intent in _DOUBTFUL


def _settled(understanding: Understanding, results: SearchResults) -> bool:
    """Tell whether the conversation has its subject, so that a message need not name it again."""
    if understanding.follow_up and understanding.intent is not Intent.FACT:
        return True
    if understanding.names_product and (understanding.symptom is not None or understanding.intent is Intent.STATUS):
        return True
    if understanding.attempts and understanding.symptom is not None and understanding.strange <= _NOTHING_STRANGE:
        return True  # "502, I already cleared my cache": the symptom, what was tried, and nothing else
    if _unspoken(understanding):
        return understanding.symptom is not None or understanding.names_product or bool(understanding.named_steps)
    return results.margin is None and bool(understanding.attempts)


def _by_margin(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    margin = results.margin or 0.0
    if understanding.follow_up:
        foreign = margin < _FOREIGN_ALTHOUGH_NAMED
        return (_declined(understanding), f"more like what is not covered ({margin:.2f})") if foreign else None
    likely, learnt = covered(understanding, results), coefficients(understanding)
    if likely < learnt.decline_below:
        return _declined(understanding), f"not likely to be covered ({likely:.2f})"
    if likely < learnt.ask_below:
        return Outcome.CLARIFY, f"too little to go by ({likely:.2f})"
    return None


def _unspoken(understanding: Understanding) -> bool:
    """Tell whether a message is in a language that the guide is not in: its words are not to be judged then."""
    return understanding.language not in languages()


def _by_score(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    score = results.hits[0].score if results.hits else 0.0
    near = understanding.symptom is not None or bool(understanding.named_steps) or understanding.intent is Intent.STATUS
    if near or score >= _UNSURE:
        return None
    if score < _FAR:
        return _declined(understanding), f"nothing in the guide is near ({score:.2f})"
    return (Outcome.CLARIFY, f"too little to go by ({score:.2f})") if understanding.intent is Intent.REPORT else None


def _declined(understanding: Understanding) -> Outcome:
    # In a talk the symptom may stand from before: what is said now need not be about it.
    near = understanding.names_product or (understanding.symptom is not None and not understanding.follow_up)
    return Outcome.DECLINED_NOT_COVERED if near else Outcome.DECLINED_OFF_TOPIC
