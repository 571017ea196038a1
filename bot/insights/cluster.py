"""Questions about one thing belong together: average linkage over cosines, from the first question on."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from bot.insights.models import OpenQuestion
from knowledge.ports import Vectors

# Two groups become one while their questions are alike on average: a cosine of at least this. Measured with our model
# and its twin, product names left out: docs/adr/0132-gaps-from-the-first-question.md.
ALIKE = 0.4
Vectorise = Callable[[Sequence[str]], Vectors]
Cluster = tuple[OpenQuestion, ...]


def bare(text: str, names: Iterable[str]) -> str:
    """Return the words of a question in small letters without the product's names, which all questions share."""
    words = re.sub(r"\s+", " ", text.casefold()).strip()
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", " ", words)
    return re.sub(r"\s+", " ", words).strip() or text.casefold()


def cluster(questions: Sequence[OpenQuestion], names: Iterable[str], vectorise: Vectorise) -> tuple[Cluster, ...]:
    """Return the groups of questions, each of one language and oldest first. The order they come in is of no matter."""
    by_language: dict[str, list[OpenQuestion]] = defaultdict(list)
    for question in sorted(questions, key=lambda one: (one.at, one.answer_id)):
        by_language[question.language].append(question)
    known = tuple(names)
    return tuple(
        group for language in sorted(by_language) for group in _of_one_language(by_language[language], known, vectorise)
    )


def _of_one_language(questions: Sequence[OpenQuestion], names: Sequence[str], vectorise: Vectorise) -> list[Cluster]:
    texts = [bare(question.text, names) for question in questions]
    distinct = list(dict.fromkeys(texts))
    labels = dict(zip(distinct, _labels(vectorise(distinct)), strict=True))
    groups: dict[int, list[OpenQuestion]] = defaultdict(list)
    for question, text in zip(questions, texts, strict=True):
        groups[labels[text]].append(question)
    return [tuple(group) for group in groups.values()]


def _labels(vectors: Vectors) -> list[int]:
    if len(vectors) < 2:
        return [0] * len(vectors)
    from sklearn.cluster import AgglomerativeClustering

    distances = np.clip(1.0 - vectors.astype(np.float64) @ vectors.T.astype(np.float64), 0.0, 2.0)
    # What is alike to the last bit or two must not decide by how a machine rounds.
    distances = np.round((distances + distances.T) / 2, 6)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - ALIKE
    )
    return [int(label) for label in model.fit_predict(distances)]


def by_letters(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of the letters in a row, shape (n, 8192), for as long as there is no model."""
    from sklearn.feature_extraction.text import HashingVectorizer

    counting = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4), n_features=2**13, alternate_sign=False)
    found: NDArray[np.float32] = counting.transform(texts).toarray().astype(np.float32)
    return found


def middle(group: Cluster, names: Iterable[str], vectorise: Vectorise) -> OpenQuestion:
    """Return the question that is most like all others of its group; the oldest of equals."""
    if len(group) == 1:
        return group[0]
    known = tuple(names)
    vectors = vectorise([bare(question.text, known) for question in group])
    return group[int(np.argmax(np.round(vectors @ vectors.sum(axis=0), 6)))]


def name_groups(groups: Sequence[Cluster], of_question: Mapping[str, str]) -> tuple[str, ...]:
    """Return an id for each group: the one that most of its questions had, else one made from its first question.

    Of two groups with a claim to one id the larger claim has it, so an id is never given twice.
    """
    claims = []
    for place, group in enumerate(groups):
        had = Counter(of_question[one.answer_id] for one in group if one.answer_id in of_question)
        claims += [(-count, place, gap_id) for gap_id, count in had.items()]
    named: dict[int, str] = {}
    for _, place, gap_id in sorted(claims):
        if place not in named and gap_id not in named.values():
            named[place] = gap_id
    taken = set(named.values())
    for place, group in enumerate(groups):
        if place not in named:
            named[place] = _new_id(group, taken)
            taken.add(named[place])
    return tuple(named[place] for place in range(len(groups)))


def _new_id(group: Cluster, taken: set[str]) -> str:
    """Make an id of the first question; where another group kept that one, the next of its kind."""
    ids = (f"gap_{hashlib.sha256(f'{group[0].answer_id} {n}'.encode()).hexdigest()[:16]}" for n in count())
    return next(one for one in ids if one not in taken)
