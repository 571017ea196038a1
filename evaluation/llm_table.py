"""What a comparison with a language model found, and the table that tells it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean, median

from bot.writers.llm import LlmWriter
from evaluation.llm_judge import Fault
from evaluation.measures import MEASURES
from evaluation.metrics import Score


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two answers to a message: whose words, seconds, and words of text."""

    writer: str
    seconds: float
    words: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One message in both ways.

    `ended` is how the model's call ended, empty where it was not asked; `proposed` are the faults of each sentence it
    wrote, `shown` the sentences of it that a reader saw, with theirs; `differs` what changed and must not.
    """

    id: str
    ended: str
    proposed: tuple[frozenset[Fault], ...]
    shown: tuple[tuple[str, frozenset[Fault]], ...]
    differs: tuple[str, ...]
    model: Way
    guide: Way


@dataclass(frozen=True, slots=True)
class Contest:
    """All messages; `dropped` counts the bot's own reasons, `scores` hold each measure with the model and without."""

    rows: tuple[Compared, ...]
    dropped: Counter[str]
    scores: tuple[tuple[Score, Score], ...]

    @property
    def asked(self) -> tuple[Compared, ...]:
        """Return the messages for which the model was asked."""
        return tuple(row for row in self.rows if row.ended)

    @property
    def worse(self) -> tuple[str, ...]:
        """Name every record that has a worse score with the model, or in which something changed that must not."""
        worse = [f"{mine.record}: {mine.measure}" for mine, other in self.scores if _worse(mine, other)]
        return (*worse, *(f"{row.id}: {what}" for row in self.rows for what in row.differs))

    @property
    def harmful(self) -> bool:
        """Tell whether a reader saw a faulty sentence, or a worse answer."""
        return bool(self.worse) or any(found for row in self.rows for _, found in row.shown)


def _worse(mine: Score, other: Score) -> bool:
    more = MEASURES[mine.measure].more_is_better
    return mine.good < other.good if more else mine.good > other.good


def tabulate(found: Contest) -> tuple[str, ...]:
    """Return the lines to print: what was written and shown, then the measures in both ways."""
    return (*_lines("model", _told(found)), "", *_measured(found), "", *(f"worse: {one}" for one in found.worse))


def _told(found: Contest) -> list[tuple[str, str]]:
    asked, proposed = found.asked, [faults for row in found.rows for faults in row.proposed]
    shown = [faults for row in found.rows for _, faults in row.shown]
    ended = Counter(row.ended for row in asked)
    rows = [
        ("messages", str(len(found.rows))),
        ("the model was asked", str(len(asked))),
        *((f"- ended: {name}", str(count)) for name, count in ended.most_common()),
        ("answers written by it", str(sum(row.model.writer == LlmWriter.name for row in found.rows))),
        ("sentences it wrote", str(len(proposed))),
        ("- with a fault by the second check", str(sum(map(bool, proposed)))),
        *((f"- {name}", str(count)) for name, count in _count(proposed)),
        ("sentences refused", str(found.dropped.total())),
        *((f"- {name}", str(count)) for name, count in found.dropped.most_common()),
        ("sentences shown", str(len(shown))),
        *((f"- {fault.value}", str(sum(fault in one for one in shown))) for fault in Fault),
        ("answers worse than without it", str(len({one.partition(":")[0] for one in found.worse}))),
    ]
    if asked:
        rows.append(("median seconds, with and without", _both(median, asked, "seconds", 2)))
        rows.append(("mean words of an answer, with and without", _both(mean, asked, "words", 1)))
    return rows


def _both(how: Callable[[list[float]], float], rows: Iterable[Compared], name: str, digits: int) -> str:
    """Return one figure over all messages for each way."""
    ways = zip(*((row.model, row.guide) for row in rows), strict=True)
    return " and ".join(f"{how([getattr(one, name) for one in way]):.{digits}f}" for way in ways)


def _count(sentences: Iterable[frozenset[Fault]]) -> list[tuple[str, int]]:
    return Counter(fault.value for faults in sentences for fault in faults).most_common()


def _measured(found: Contest) -> list[str]:
    sums: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for mine, other in found.scores:
        sums[mine.measure].append((mine.good / mine.of, other.good / other.of))
    rows = []
    for name in (name for name in MEASURES if name in sums):
        ways = (f"{mean(values):.3f}" for values in zip(*sums[name], strict=True))
        rows.append((MEASURES[name].title, *ways, str(len(sums[name]))))
    return _lines("measure", rows, ("with", "without", "of"))


def _lines(title: str, rows: Iterable[tuple[str, ...]], columns: tuple[str, ...] = ("",)) -> list[str]:
    head = f"| {title} | {' | '.join(columns)} |"
    return [head, "|---|" + "---|" * len(columns), *(f"| {' | '.join(row)} |" for row in rows)]
