"""Learning when evidence supports a sentence: writes the coefficients that `bot/support.py` reads.

    EVALUATION_BENCHMARKS=FOLDER python -m evaluation.support

It reads two public sets in that folder, `begin` (Dziri et al. 2022) and `wice` (Kamoi et al. 2023), whose development
parts teach and whose test parts judge. Nothing of them is kept but the coefficients and the measurements.
"""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from bot import support
from bot.quote import sentences
from evaluation.settings import EvaluationSettings
from knowledge.factory import build_embedder
from knowledge.ports import Embedder, Vectors
from knowledge.settings import KnowledgeSettings

# Of what the likelihood lets through on the development parts, so much shall be supported; the rules stand before it.
PRECISION = 0.8
# Long pages: only the sentences that share most words with the claim are looked at.
MOST_GROUNDS = 12
WORDS = ("overlap", "best", "pairs", "numbers", "turned")

_NUMBER = re.compile(r"\d+")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|can|will)\b")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, what it should rest on, and whether people found that it does."""

    text: str
    grounds: tuple[str, ...]
    supported: bool


def read_begin(folder: Path, part: str) -> Iterator[Pair]:
    """Yield the pairs of one part, `dev` or `test`: replies and the knowledge they were given."""
    for path in sorted((folder / "begin").glob(f"begin_{part}_*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["begin_label"]:
                    yield Pair(row["response"], sentences(row["knowledge"]), row["begin_label"] == "Fully attributable")


def read_wice(folder: Path, part: str) -> Iterator[Pair]:
    """Yield the pairs of one part, `dev` or `test`: claims and the pages they cite."""
    for line in (folder / "wice" / f"claim_{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Pair(row["claim"], tuple(row["evidence"]), row["label"] == "supported")


def table(pairs: Sequence[Pair], embedder: Embedder) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the signs and whether no rule is broken, shape (n, 7), and whether each pair is supported, shape (n,)."""
    own = support.speech("en")
    assert own is not None
    rows = []
    for number, pair in enumerate(pairs, 1):
        grounds = support.nearest(pair.text, pair.grounds, own, MOST_GROUNDS)
        told = support.signs(pair.text, grounds, own, support.similarity(pair.text, grounds, own, _embed(embedder)))
        kept = float(not support.broken(pair.text, grounds, own))
        rows.append([*(told.get(name, 0.0) for name in (*WORDS, "similarity")), kept])
        if number % 500 == 0 or number == len(pairs):
            print(f"{number} of {len(pairs)} pairs", file=sys.stderr)
    return np.array(rows), np.array([pair.supported for pair in pairs])


def _embed(embedder: Embedder) -> support.Embed:
    def embed(texts: Sequence[str]) -> Vectors:
        return np.array(embedder.embed_documents(list(texts)), dtype=np.float32)

    return embed


def learn(rows: Numbers, truth: NDArray[np.bool_], names: Sequence[str]) -> dict[str, Any]:
    """Return the coefficients, and the lowest likelihood at which enough of what is let through is supported."""
    fitted = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced").fit(rows, truth)
    likely = fitted.predict_proba(rows)[:, 1]
    return {
        "weights": {name: round(float(one), 4) for name, one in zip(names, fitted.coef_[0], strict=True)},
        "bias": round(float(fitted.intercept_[0]), 4),
        "refuse_below": math.floor(threshold(likely, truth) * 1e4) / 1e4,
    }


def threshold(scores: Numbers, truth: NDArray[np.bool_]) -> float:
    """Return the lowest score from which on PRECISION of the pairs are supported; the highest if there is none."""
    values = np.unique(scores)
    right = [float(truth[scores >= least].mean()) for least in values]
    enough = [value for value, share in zip(values, right, strict=True) if share >= PRECISION]
    return float(min(enough, default=values[-1]))


def judge(scores: Numbers, truth: NDArray[np.bool_], least: float) -> dict[str, float]:
    """Return precision and recall at a threshold, and two measures that need none."""
    shown = scores >= least
    right = float(np.sum(shown & truth))
    return {
        "precision": round(right / max(1, int(shown.sum())), 3),
        "recall": round(right / max(1, int(truth.sum())), 3),
        "average_precision": round(float(average_precision_score(truth, scores)), 3),
        "area_under_curve": round(float(roc_auc_score(truth, scores)), 3),
    }


def _likely(rows: Numbers, learnt: dict[str, Any]) -> Numbers:
    total = rows @ np.array(list(learnt["weights"].values())) + learnt["bias"]
    found: Numbers = 1.0 / (1.0 + np.exp(-total))
    return found


def compare(dev: tuple[Numbers, Any], tests: dict[str, tuple[Numbers, Any]]) -> dict[str, Any]:
    """Learn from the development part, then measure every way to check on each test part by the same rule."""
    named = {"words": WORDS, "similarity": (*WORDS, "similarity")}
    learnt = {name: learn(dev[0][:, : len(signs)], dev[1], signs) for name, signs in named.items()}
    return {**learnt, "measured": {name: _measure(dev, test, learnt) for name, test in tests.items()}}


def _measure(dev: tuple[Numbers, Any], test: tuple[Numbers, Any], learnt: dict[str, Any]) -> dict[str, Any]:
    rows, truth = test
    kept = rows[:, -1]
    likely = {name: _likely(rows[:, : len(one["weights"])], one) for name, one in learnt.items()}
    words, meaning = learnt["words"]["refuse_below"], learnt["similarity"]["refuse_below"]
    return {
        "pairs": len(truth),
        "supported": round(float(truth.mean()), 3),
        "word overlap": judge(rows[:, 0], truth, threshold(dev[0][:, 0], dev[1])),
        "embedding": judge(rows[:, -2], truth, threshold(dev[0][:, -2], dev[1])),
        "likelihood, words": judge(likely["words"], truth, words),
        "likelihood": judge(likely["similarity"], truth, meaning),
        "rules": judge(kept, truth, 1.0),
        "the check, words": judge(kept * likely["words"], truth, words),
        "the check": judge(kept * likely["similarity"], truth, meaning),
    }


def tamper(text: str) -> tuple[str, ...]:
    """Return a sentence made untrue in up to three ways: another number, a denial, two words in each other's place."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 5][:2]
    swapped = list(words)
    for place, other in zip(long, reversed(long), strict=True):
        swapped[place] = words[other]
    found = (
        _NUMBER.sub(lambda digits: str(int(digits.group()) + 1), text),
        _VERB.sub(lambda verb: f"{verb.group()} not", text, count=1),
        " ".join(swapped) if len(long) == 2 else text,
    )
    return tuple(one for one in found if one.split() != words)


def caught(pairs: Iterable[Pair], least: float) -> dict[str, float]:
    """Return which share of tampered sentences is refused, of those whose true form is let through, and how many."""
    own = support.speech("en")
    assert own is not None
    ways: dict[str, Callable[[str, tuple[str, ...]], bool]] = {
        "word overlap": lambda text, grounds: support.signs(text, grounds, own, None)["overlap"] >= least,
        "the check, words": lambda text, grounds: (
            not support.broken(text, grounds, own) and support.supported(support.signs(text, grounds, own, None))
        ),
    }
    told: dict[str, float] = {}
    for name, shows in ways.items():
        shown = [pair for pair in pairs if pair.supported and shows(pair.text, pair.grounds)]
        lies = [(lie, pair.grounds) for pair in shown for lie in tamper(pair.text)]
        told[name] = round(1.0 - sum(shows(*lie) for lie in lies) / max(1, len(lies)), 3)
        told[f"{name}, sentences"] = len(lies)
    return told


def main(arguments: Iterable[str] = ()) -> None:
    """Write `bot/support.json`, or say what is missing."""
    folder = EvaluationSettings().benchmarks
    if folder is None or not (folder / "begin").is_dir() or not (folder / "wice").is_dir():
        print("Skipped: EVALUATION_BENCHMARKS must name a folder with begin and wice in it.")
        return
    embedder = build_embedder(KnowledgeSettings())
    readers = {"begin": read_begin, "wice": read_wice}
    tests = {name: table(tuple(read(folder, "test")), embedder) for name, read in readers.items()}
    dev = table([pair for read in readers.values() for pair in read(folder, "dev")], embedder)
    told = compare(dev, tests)
    told["measured"]["begin, tampered"] = caught(tuple(read_begin(folder, "test")), threshold(dev[0][:, 0], dev[1]))
    text = json.dumps(told, indent=2) + "\n"
    (Path(support.__file__).with_suffix(".json")).write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
