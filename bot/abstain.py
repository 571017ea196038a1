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


@cache
def coefficients() -> Coefficients:
    """Return what was learnt, read once."""
    told = json.loads(_FILE.read_text("utf-8"))
    return Coefficients(told["weights"], told["bias"], told["decline_below"], told["ask_below"])


# What speaks for or against, in the order of the coefficients.
NAMES = ("margin", "best", "strange_share", "strange", "names_step", "names_product", "names_symptom")
_MOST = 12.0


def signs(understanding: Understanding, results: SearchResults) -> dict[str, float]:
    """Return what speaks for or against a message being covered, by name."""
    return {
        "margin": results.margin or 0.0,
        "best": results.hits[0].score if results.hits else 0.0,
        "strange_share": understanding.strange / (understanding.weight + 2.0),
        "strange": min(understanding.strange, _MOST) / _MOST,
        "names_step": float(bool(understanding.named_steps)),
        "names_product": float(understanding.names_product),
        "names_symptom": float(understanding.symptom is not None),
    }


def covered(understanding: Understanding, results: SearchResults) -> float:
    """Return the likelihood, 0 to 1, that the guide covers a message."""
    learnt, told = coefficients(), signs(understanding, results)
    total = learnt.bias + sum(learnt.weights.get(name, 0.0) * told[name] for name in NAMES)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
