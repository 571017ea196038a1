"""Abstaining: how likely it is that the guide covers a message, by coefficients learnt from data.

`evaluation/calibrate.py` learns them and writes `abstain.json`; see docs/adr/0022-declining.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.hearing.lexicon import DEFAULT
from bot.models import Understanding
from knowledge.models import SearchResults

_FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic regression, and the likelihoods below which to decline and to ask back."""

    weights: Mapping[str, float]
    bias: float
    decline_below: float
    ask_below: float


# What speaks for or against, in the order of the coefficients: of a message that only asks or reports, and of one that
# tells of attempts, whose words are much the same whatever is broken. What is asked in other languages than English has
# coefficients of its own: the guide has fewer phrasings in them, so that their margins are narrower.
_ASKED = ("margin", "best", "strange_share", "strange", "names_step", "names_product", "names_symptom")
_TOLD = ("margin", "best", "strange_share", "names_product", "names_symptom", "steps", "failing", "asks")
NAMES = {"asked": _ASKED, "asked_elsewhere": _ASKED, "told": _TOLD}
_MOST = 12.0
_MOST_STEPS = 4


@cache
def _learnt() -> dict[str, Coefficients]:
    """Return what was learnt of each kind of message, read once."""
    told = json.loads(_FILE.read_text("utf-8"))
    return {
        kind: Coefficients(one["weights"], one["bias"], one["decline_below"], one["ask_below"])
        for kind, one in told.items()
    }


def kind_of(understanding: Understanding) -> str:
    """Return which coefficients are for a message: `told` where it tells of attempts, else by its language."""
    asked = "asked" if understanding.language == DEFAULT else "asked_elsewhere"
    return "told" if understanding.attempts else asked


def coefficients(understanding: Understanding) -> Coefficients:
    """Return the coefficients for a message."""
    return _learnt()[kind_of(understanding)]


def signs(understanding: Understanding, results: SearchResults) -> dict[str, float]:
    """Return what speaks for or against a message being covered, by name, in the order of the coefficients."""
    steps = len({attempt.step_id for attempt in understanding.attempts})
    told = {
        "margin": results.margin or 0.0,
        "best": results.hits[0].score if results.hits else 0.0,
        "strange_share": understanding.strange / (understanding.weight + 2.0),
        "strange": min(understanding.strange, _MOST) / _MOST,
        "names_step": float(bool(understanding.named_steps)),
        "names_product": float(understanding.names_product),
        "names_symptom": float(understanding.symptom is not None),
        "steps": float(min(steps, _MOST_STEPS)),
        "failing": float(understanding.failing),
        "asks": float(understanding.question),
    }
    return {name: told[name] for name in NAMES[kind_of(understanding)]}


def covered(understanding: Understanding, results: SearchResults) -> float:
    """Return the likelihood, 0 to 1, that the guide covers a message."""
    learnt, told = coefficients(understanding), signs(understanding, results)
    total = learnt.bias + sum(learnt.weights.get(name, 0.0) * sign for name, sign in told.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
