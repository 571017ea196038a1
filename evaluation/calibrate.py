"""Learning when to abstain: writes the coefficients that `bot/abstain.py` reads.

    python -m evaluation.calibrate

It asks the bot every question and every decline of the tuned part of the data sets and fits a logistic regression to
what it noticed of them. The part never tuned on has no say.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
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
# The share of what is covered that may be refused, and the share that may be asked back about or refused: who tells of
# attempts is asked what it is about rather than sent away.
SHARES = {
    "asked": (0.03, 0.05),
    "asked_elsewhere": (0.05, 0.07),
    "told": (0.02, 0.08),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One message: its kind, whether it is covered, whether the coefficients say so, and what speaks for it."""

    kind: str
    covered: bool
    open: bool
    signs: tuple[float, ...]


def example(covered: bool, answer: Answer) -> Example:
    """Return what the bot noticed of a message that was asked first in a conversation."""
    assert answer.trace is not None
    assert answer.trace.results is not None
    understanding, results = answer.trace.understanding, answer.trace.results
    signs = tuple(abstain.signs(understanding, results).values())
    return Example(abstain.kind_of(understanding), covered, is_open(understanding, results), signs)


def learn(found: Iterable[Example]) -> dict[str, Any]:
    """Return coefficients and thresholds of each kind, with what they reach on messages they were not learnt from."""
    found = tuple(found)
    return {kind: _learn([one for one in found if one.kind == kind], kind) for kind in abstain.NAMES}


def _learn(found: Sequence[Example], kind: str) -> dict[str, Any]:
    mine = [one for one in found if one.open]
    rows, covered = np.array([one.signs for one in mine]), np.array([one.covered for one in mine])
    model = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")
    likely = cross_val_predict(model, rows, covered, cv=FOLDS, method="predict_proba")[:, 1]
    fitted = model.fit(rows, covered)
    # What the coefficients do not decide is not refused: it counts in the share all the same.
    per_open = sum(one.covered for one in found) / int(covered.sum())
    decline, ask = (float(np.quantile(likely[covered], share * per_open)) for share in SHARES[kind])
    return {
        "weights": {name: round(float(one), 4) for name, one in zip(abstain.NAMES[kind], fitted.coef_[0], strict=True)},
        "bias": round(float(fitted.intercept_[0]), 4),
        "decline_below": round(decline, 4),
        "ask_below": round(ask, 4),
        "measured": {
            "messages": len(found),
            "decided_by_coefficients": len(mine),
            "area_under_curve": round(float(roc_auc_score(covered, likely)), 4),
            "refused_of_covered": SHARES[kind][0],
            "answered_of_not_covered": round(float(np.mean(likely[~covered] >= decline)), 4),
        },
    }


async def examples(subject: Subject, settings: EvaluationSettings) -> tuple[Example, ...]:
    """Return an example for every question, decline and report of attempts of the tuned part."""
    sets = load(settings.data)
    rows = [(True, row.text) for row in sets.questions if row.split == "dev"]
    rows += [(True, row.text) for row in sets.attempts if row.split == "dev" and not row.offered and not row.retracted]
    rows += [(False, row.text) for row in sets.declines if row.split == "dev"]
    return tuple([example(covered, await subject.ask(text)) for covered, text in rows])


async def main() -> None:
    """Learn from the data sets and write the file."""
    settings = EvaluationSettings()
    async with open_subject(settings) as subject:
        told = learn(await examples(subject, settings))
    Path(abstain.__file__).with_suffix(".json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    print(json.dumps({kind: one["measured"] for kind, one in told.items()}))


if __name__ == "__main__":
    asyncio.run(main())
