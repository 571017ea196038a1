"""Learning when to abstain: writes the coefficients that `bot/abstain.py` reads.

    python -m evaluation.calibrate

It asks the bot every question and every decline of the tuned part of the data sets and fits a logistic regression to
what it noticed of them. The part never tuned on has no say.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from bot import abstain
from bot.decline import is_open
from bot.models import Answer
from evaluation.datasets import load
from evaluation.factory import open_subject
from evaluation.settings import EvaluationSettings
from evaluation.subject import Subject

FOLDS = 10
# The share of what is covered that may be refused, and the share that may be asked back about.
REFUSED, ASKED = 0.008, 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """One message: whether it is covered, whether that is for the coefficients to say, and what speaks for it."""

    covered: bool
    open: bool
    signs: tuple[float, ...]


def example(covered: bool, answer: Answer) -> Example:
    """Return what the bot noticed of a message that was asked first in a conversation."""
    assert answer.trace is not None
    assert answer.trace.results is not None
    understanding, results = answer.trace.understanding, answer.trace.results
    told = abstain.signs(understanding, results)
    return Example(covered, is_open(understanding, results), tuple(told[name] for name in abstain.NAMES))


def learn(found: Iterable[Example]) -> dict[str, Any]:
    """Return the coefficients and thresholds, with what they reach on messages they were not learnt from."""
    found = tuple(found)
    mine = [one for one in found if one.open]
    rows, covered = np.array([one.signs for one in mine]), np.array([one.covered for one in mine])
    model = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")
    likely = cross_val_predict(model, rows, covered, cv=FOLDS, method="predict_proba")[:, 1]
    fitted = model.fit(rows, covered)
    # What the coefficients do not decide is not refused: it counts in the share all the same.
    per_open = sum(one.covered for one in found) / int(covered.sum())
    decline, ask = (float(np.quantile(likely[covered], share * per_open)) for share in (REFUSED, ASKED))
    return {
        "weights": {name: round(float(one), 4) for name, one in zip(abstain.NAMES, fitted.coef_[0], strict=True)},
        "bias": round(float(fitted.intercept_[0]), 4),
        "decline_below": round(decline, 4),
        "ask_below": round(ask, 4),
        "measured": {
            "messages": len(found),
            "decided_by_coefficients": len(mine),
            "area_under_curve": round(float(roc_auc_score(covered, likely)), 4),
            "refused_of_covered": REFUSED,
            "answered_of_not_covered": round(float(np.mean(likely[~covered] >= decline)), 4),
        },
    }


async def examples(subject: Subject, settings: EvaluationSettings) -> tuple[Example, ...]:
    """Return an example for every question and decline of the tuned part."""
    sets = load(settings.data)
    rows = [(True, row.text) for row in sets.questions if row.split == "dev"]
    rows += [(False, row.text) for row in sets.declines if row.split == "dev"]
    return tuple([example(covered, await subject.ask(text)) for covered, text in rows])


async def main() -> None:
    """Learn from the data sets and write the file."""
    settings = EvaluationSettings()
    async with open_subject(settings) as subject:
        told = learn(await examples(subject, settings))
    Path(abstain.__file__).with_suffix(".json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    print(json.dumps(told["measured"]))


if __name__ == "__main__":
    asyncio.run(main())
