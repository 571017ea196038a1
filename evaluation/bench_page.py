"""What the benchmark writes down: a row a measure, and how it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

_WIDTH = 120
_TOLD = (
    "Written by `make bench`. The questions are the English ones of the evaluation, without a language model and with "
    "a status page that answers at once. Machines differ and ratios do not: a ratio is a value divided by the median "
    "of the bare embedding of the same questions in the same run. A process embeds with one thread."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its name, its value in words, its ratio to the median bare embedding, and how it was taken."""

    name: str
    value: str
    ratio: str = ""
    how: str = ""


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| measure | value | ratio | how |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {row.name} | {row.value} | {row.ratio} | {row.how} |" for row in rows])


def page(rows: Sequence[Row], machine: str) -> str:
    """Return the whole page; `machine` says where it was measured, in a few words."""
    return f"# Performance\n\n{fill(_TOLD, _WIDTH)}\n\nThis run: {machine}.\n\n{table(rows)}\n"
