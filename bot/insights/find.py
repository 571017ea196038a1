"""Finds what the guide lacks: open questions in groups, each with a name, a heading and the section nearest to it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.insights.cluster import Cluster, bare, by_letters, cluster, middle, name_groups
from bot.insights.entitle import entitle
from bot.insights.models import Gap, Nearest, Rerun, RerunItem
from bot.insights.rows import AnswerRow, Asked, Known, RerunRow
from bot.insights.sift import sift
from knowledge.library import Library
from knowledge.models import Product
from knowledge.ports import Vectors

# Each distinct text costs a few milliseconds once, and the linkage grows with the square of their number.
MOST_QUESTIONS = 800
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Gaps with the questions they are made of, in the same order."""

    gaps: tuple[Gap, ...]
    groups: tuple[Cluster, ...]


class Finder:
    """Works on the processor for up to seconds, so it belongs on a thread; one at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._vectors: dict[str, Vectors] = {}

    def find(self, messages: Sequence[Asked], told: Sequence[AnswerRow], known: Known) -> Found:
        """Return the gaps, what needs the owner first."""
        names = _names(self._library.current().guide.product)
        questions = _newest(sift(messages, told), names)
        groups = cluster(questions, names, self._vectorise)
        self._forget({bare(question.text, names) for question in questions})
        ids = name_groups(groups, known.of_question)
        gaps = [self._gap(gap_id, group, names, known) for gap_id, group in zip(ids, groups, strict=True)]
        order = sorted(range(len(gaps)), key=lambda at: _urgency(gaps[at]))
        return Found(tuple(gaps[at] for at in order), tuple(groups[at] for at in order))

    def _gap(self, gap_id: str, group: Cluster, names: Sequence[str], known: Known) -> Gap:
        central = middle(group, names, self._vectorise)
        texts = list(dict.fromkeys((central.text, *(question.text for question in reversed(group)))))
        covered_at = known.covered_at.get(gap_id)
        again = [known.reruns[one.answer_id] for one in group if one.answer_id in known.reruns]
        again = [row for row in again if row.gap_id == gap_id]
        return Gap(
            id=gap_id,
            heading=entitle([question.text for question in group], central.text, central.language, names),
            size=len(group),
            first_at=group[0].at,
            last_at=group[-1].at,
            language=central.language,
            examples=tuple(texts[:EXAMPLES]),
            reasons=dict(sorted(Counter(reason.value for one in group for reason in one.reasons).items())),
            nearest=self._nearest(central.text, central.language),
            covered_at=covered_at,
            since_covered=sum(one.at > covered_at for one in group) if covered_at else 0,
            rerun=sum_rerun(again, ()) if again else None,
        )

    def _nearest(self, text: str, language: str) -> Nearest | None:
        results = self._library.current().search(text, k=1, language=language)
        best = next(iter((*results.hits, *results.rejected)), None)
        return Nearest(best.chunk.id, best.chunk.title, best.score) if best else None

    def _vectorise(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors by meaning, kept while their texts are open; without a model by letters."""
        missing = list(dict.fromkeys(text for text in texts if _digest(text) not in self._vectors))
        if missing:
            made = self._library.embed(missing)
            if made is None:
                return by_letters(texts)
            self._vectors |= dict(zip(map(_digest, missing), made, strict=True))
        return np.stack([self._vectors[_digest(text)] for text in texts]) if texts else np.empty((0, 0), np.float32)

    def _forget(self, texts: set[str]) -> None:
        kept = {_digest(text) for text in texts}
        self._vectors = {key: vector for key, vector in self._vectors.items() if key in kept}


def _names(product: Product) -> tuple[str, ...]:
    return tuple(name for name in (product.name, product.vendor, *product.aliases) if name)


def _newest(questions: Cluster, names: Sequence[str]) -> Cluster:
    """Return the newest questions, so many that their distinct texts stay within MOST_QUESTIONS."""
    texts: set[str] = set()
    kept = []
    for question in reversed(questions):
        texts.add(bare(question.text, names))
        if len(texts) > MOST_QUESTIONS:
            break
        kept.append(question)
    return tuple(reversed(kept))


def _urgency(gap: Gap) -> tuple[bool, int, float, str]:
    """Sort what is not covered, or came again since, before what is; then by size and news."""
    settled = gap.covered_at is not None and gap.since_covered == 0
    return settled, -gap.size, -gap.last_at.timestamp(), gap.id


def sum_rerun(rows: Sequence[RerunRow], items: tuple[RerunItem, ...]) -> Rerun:
    """Return what a rerun of at least one question found."""
    flipped = sum(row.flipped for row in rows)
    return Rerun(rows[0].at, rows[0].generation, flipped, len(rows) - flipped, items)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
