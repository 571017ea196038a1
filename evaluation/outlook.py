"""Verdicts beside the truth: the bot's and those of three simple readers, counted by symptom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.models import Scope, Verdict
from evaluation.baselines import BASELINES
from evaluation.timeline import Moment, Truth, page_of
from knowledge.models import Product

BOT = "the bot"
READERS = (BOT, *BASELINES)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one reader made of one question. `row` is the bot's row of the verdict table, empty for the others."""

    reader: str
    moment: Moment
    scope: Scope
    row: str = ""

    @property
    def asked(self) -> bool:
        """Tell whether the page could have told: fine, or broken and posted."""
        return self.moment.truth is Truth.FINE or self.moment.posted

    @property
    def right(self) -> bool:
        """Tell whether it says everyone exactly where it is broken and posted."""
        return (self.scope is Scope.EVERYONE) == (self.moment.truth is Truth.BROKEN)

    @property
    def blames(self) -> bool:
        """Tell whether it says `just_you` while the page shows what is broken: the worst error."""
        return self.moment.posted and self.scope is Scope.JUST_YOU

    @property
    def alarms(self) -> bool:
        """Tell whether it says everyone where nothing is broken."""
        return self.moment.truth is Truth.FINE and self.scope is Scope.EVERYONE


def outlooks(
    moments: Sequence[Moment], told: Iterable[tuple[Moment, Verdict]], product: Product
) -> tuple[Outlook, ...]:
    """Return every reader's outlook on every question that says what was true."""
    symptoms = {one.id: one for one in product.symptoms}
    found: list[Outlook] = []
    for moment, verdict in told:
        symptom = symptoms.get(moment.symptom or "")
        if moment.truth is None or symptom is None:
            continue
        found.append(Outlook(BOT, moment, verdict.scope, verdict.row))
        bodies = page_of(moments, moment.at)
        for name, reader in BASELINES.items():
            everyone = reader(bodies, symptom, product)
            found.append(Outlook(name, moment, Scope.EVERYONE if everyone else Scope.JUST_YOU))
    return tuple(found)


def tabulate_outlooks(found: Sequence[Outlook]) -> tuple[str, ...]:
    """Return a table: a row a symptom and one for all, and for each reader `right of asked`, blames and alarms."""
    asked = [one for one in found if one.asked]
    symptoms = sorted({one.moment.symptom or "" for one in asked})
    head = f"{'symptom':<14}" + "".join(f"{name:>26}" for name in READERS)
    rows = [_row(symptom, [one for one in asked if one.moment.symptom == symptom]) for symptom in symptoms]
    kinds = sorted({one.moment.kind for one in asked})
    told = [_row(kind[:24], [one for one in asked if one.moment.kind == kind], 26) for kind in kinds]
    early = [one for one in found if one.reader == BOT and not one.asked]
    return (
        "right of asked, (said just you while it was posted / said everyone while nothing was broken)",
        head,
        *rows,
        _row("all", asked),
        "",
        f"{'kind':<26}" + "".join(f"{name:>26}" for name in READERS),
        *told,
        "",
        f"Not counted: {len(early)} questions about something broken before the page said so.",
    )


def _row(name: str, rows: Sequence[Outlook], width: int = 14) -> str:
    return f"{name:<{width}}" + "".join(
        f"{_cell([one for one in rows if one.reader == reader]):>26}" for reader in READERS
    )


def _cell(rows: Sequence[Outlook]) -> str:
    right, blames, alarms = (
        (sum(one) for one in zip(*((o.right, o.blames, o.alarms) for o in rows), strict=True)) if rows else (0, 0, 0)
    )
    return f"{right} of {len(rows)} ({blames}/{alarms})"
