"""A recorded timeline: what a status page said from when on, and what was asked meanwhile, a line each.

A line is a JSON object with `at` (RFC 3339) and exactly one of:

- `bodies`: what the page answers from now on, by path. A path left out answers as before, null takes it away.
- `report`: a status report as `status.keep` writes it, instead of bodies.
- `unreachable`: true, the page does not answer from now on, until the next line with bodies or a report.
- `ask`: a question. With it may stand `conversation` (questions of one name follow each other in one conversation),
  and for scoring `symptom` (the id in the product file), `truth` (`broken` or `fine` for that symptom at that
  moment), `posted` (the page says so by then) and `kind` (what the timeline tries there).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from evaluation.jsonl import read
from status.models import StatusReport


class Truth(StrEnum):
    """Whether the thing asked about was broken for everyone at that moment."""

    BROKEN = "broken"
    FINE = "fine"


class Moment(BaseModel):
    """One line of a timeline; see the head of this file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
    bodies: dict[str, Any] | None = None
    report: StatusReport | None = None
    unreachable: Literal[True] | None = None
    ask: str | None = Field(default=None, min_length=1, max_length=2000)
    conversation: str | None = None
    symptom: str | None = None
    truth: Truth | None = None
    posted: bool = False
    kind: str = ""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        told = [one for one in (self.bodies, self.report, self.unreachable, self.ask) if one is not None]
        if len(told) != 1:
            raise ValueError("a line holds exactly one of bodies, report, unreachable and ask")
        if self.ask is None and (self.conversation, self.symptom, self.truth) != (None, None, None):
            raise ValueError("conversation, symptom and truth belong to a question")
        return self


def load(path: Path) -> tuple[Moment, ...]:
    """Return the lines of a file in the order of their times. Raises BadRowError."""
    return in_order(read(path, Moment))


def in_order(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Return moments by time; at one moment the page speaks before anybody asks."""
    return tuple(sorted(moments, key=lambda one: (one.at, one.ask is not None)))


def format_line(moment: Moment) -> str:
    """Return the line of a moment, without what was left at its default."""
    return moment.model_dump_json(exclude_defaults=True)


def page_of(moments: Iterable[Moment], at: datetime) -> dict[str, Any]:
    """Return what the page answers at a moment, by path; nothing while it does not answer."""
    bodies: dict[str, Any] = {}
    silent = False
    for one in moments:
        if one.at > at:
            break
        if one.bodies is not None:
            bodies = {path: body for path, body in {**bodies, **one.bodies}.items() if body is not None}
        silent = bool(one.unreachable) or (silent and one.bodies is None and one.report is None)
    return {} if silent else bodies
