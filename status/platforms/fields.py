"""Field types that accept anything a page may send: what is missing, null or of the wrong type becomes empty."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from status.platforms.clean import line, link, plain

T = TypeVar("T")
ROWS_LIMIT = 2000
# Seconds since 1970 that are still seconds; larger numbers are milliseconds.
_SECONDS_LIMIT = 10**11


class Row(BaseModel):
    """An object of a body; unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def as_time(value: Any) -> datetime | None:
    """Return a moment in UTC from ISO 8601, RFC 5322 or a number since 1970; no zone means UTC. None if it is none."""
    try:
        moment = _number(value) or _text(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError, AttributeError):
        return None


def _number(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str) and not value.strip().isdecimal():
        return None
    seconds = float(value)
    return datetime.fromtimestamp(seconds / 1000 if seconds > _SECONDS_LIMIT else seconds, UTC)


def _text(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return parsedate_to_datetime(value.strip())


def as_rows(value: Any) -> tuple[Any, ...]:
    """Return the objects of a list; none where it is no list."""
    rows = value if isinstance(value, list) else []
    return tuple(row for row in rows if isinstance(row, dict))[:ROWS_LIMIT]


def as_rows_if_told(value: Any) -> tuple[Any, ...] | None:
    """Return the objects of a list; None where it is no list, or one of something else: the page did not say."""
    rows = as_rows(value)
    return rows if rows or value == [] else None


Text = Annotated[str, BeforeValidator(line)]
Link = Annotated[str, BeforeValidator(link)]
Prose = Annotated[str, BeforeValidator(plain)]
Time = Annotated[datetime | None, BeforeValidator(as_time)]
Flag = Annotated[bool, BeforeValidator(lambda value: value is True or value == "true")]
Rows = Annotated[tuple[T, ...], BeforeValidator(as_rows)]
ToldRows = Annotated[tuple[T, ...] | None, BeforeValidator(as_rows_if_told)]
Part = Annotated[T, BeforeValidator(lambda value: value if isinstance(value, dict) else {})]
