"""Declining: telling what the guide covers from what it does not."""

from __future__ import annotations

from bot.models import Intent, Outcome, Understanding
from knowledge.models import SearchResults

# Margins between "like the guide's phrasings" and "like what is not covered": see docs/adr/0022-declining.md.
_FOREIGN_ALTHOUGH_NAMED = -0.40
# Where neither the product nor a symptom is named, the best score counts with the margin.
_FOREIGN = 0.25
_UNCLEAR = 0.32
# For a guide without phrasings only the score of the best hit tells.
_FAR = 0.25
_UNSURE = 0.35


def decline(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    """Return the ending for a message that the guide does not cover or that says too little, and why."""
    if _settled(understanding, results):
        return None
    return _by_margin(understanding, results) if results.margin is not None else _by_score(understanding, results)


def _settled(understanding: Understanding, results: SearchResults) -> bool:
    """Tell whether the conversation has its subject, so that a message need not name it again."""
    if understanding.follow_up and understanding.intent is not Intent.FACT:
        return True
    own = understanding.names_product and understanding.symptom is not None
    return own or (bool(understanding.attempts) and (results.margin or 0.0) > _FOREIGN_ALTHOUGH_NAMED)


def _by_margin(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    margin = results.margin or 0.0
    if understanding.symptom is not None or understanding.follow_up:
        foreign = margin < _FOREIGN_ALTHOUGH_NAMED
        return (_declined(understanding), f"more like what is not covered ({margin:.2f})") if foreign else None
    likeness = margin + (results.hits[0].score if results.hits else 0.0)
    if likeness < _FOREIGN:
        return _declined(understanding), f"more like what is not covered ({likeness:.2f})"
    if likeness < _UNCLEAR and understanding.intent is Intent.REPORT:
        return Outcome.CLARIFY, f"too little to go by ({likeness:.2f})"
    return None


def _by_score(understanding: Understanding, results: SearchResults) -> tuple[Outcome, str] | None:
    score = results.hits[0].score if results.hits else 0.0
    if understanding.symptom is not None or score >= _UNSURE:
        return None
    if score < _FAR:
        return _declined(understanding), f"nothing in the guide is near ({score:.2f})"
    return (Outcome.CLARIFY, f"too little to go by ({score:.2f})") if understanding.intent is Intent.REPORT else None


def _declined(understanding: Understanding) -> Outcome:
    near = understanding.names_product or understanding.symptom is not None
    return Outcome.DECLINED_NOT_COVERED if near else Outcome.DECLINED_OFF_TOPIC
