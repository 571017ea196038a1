"""The table a terminal shows: one line a measure, dev beside held beside what we aim for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluation.measures import MEASURES
from evaluation.metrics import Measure
from evaluation.records import Split

_PARTS = (("en", "English"), ("other", "other languages"))


def tabulate(measures: Iterable[Measure]) -> tuple[str, ...]:
    """Return the lines of the table; ✓ and ✗ judge the held part where there is an aim."""
    found = {(one.name, one.slice, one.split): one for one in measures}
    head = ("measure", *(f"{name} {column}" for _, name in _PARTS for column in ("dev", "held", "aim")))
    rows = [
        _row(name, found)
        for name in MEASURES
        if any((name, part, split) in found for part, _ in _PARTS for split in Split)
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return tuple(_aligned(row, widths) for row in (head, tuple("-" * width for width in widths), *rows))


def _row(name: str, found: dict[tuple[str, str, Split], Measure]) -> tuple[str, ...]:
    cells = [MEASURES[name].title]
    for part, _ in _PARTS:
        cells += [_value(found.get((name, part, Split.DEV))), _value(found.get((name, part, Split.HELD)))]
        cells.append(_aim(name, part, found.get((name, part, Split.HELD))))
    return tuple(cells)


def _value(measure: Measure | None) -> str:
    return f"{measure.value:.3f} of {measure.of:.0f}" if measure else ""


def _aim(name: str, part: str, held: Measure | None) -> str:
    about = MEASURES[name]
    target = about.target(part)
    if target is None:
        return ""
    mark = "" if held is None else " ✓" if about.meets(held.value, part) else " ✗"
    return f"{'>=' if about.more_is_better else '<='} {target:.2f}{mark}"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if number == 0 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()
