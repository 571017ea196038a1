"""JSON Lines on disk: one validated row a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Row = TypeVar("Row", bound=BaseModel)


class BadRowError(Exception):
    """A row that is not what it should be; the message names file and line and says why."""


def read(path: Path, model: type[Row]) -> tuple[Row, ...]:
    """Return every row of a file. Raises BadRowError for the first bad one, and for a file that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRowError(f"{path} cannot be read: {error}") from error
    return tuple(_row(path, number, line, model) for number, line in enumerate(lines, 1) if line.strip())


def _row(path: Path, number: int, line: str, model: type[Row]) -> Row:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        raise BadRowError(f"{path}:{number}: {where}: {first['msg']}") from error


def write(path: Path, rows: Iterable[BaseModel]) -> None:
    """Write rows in place of what the file held; folders are made. The file is whole or untouched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_text("".join(f"{row.model_dump_json()}\n" for row in rows), encoding="utf-8")
    draft.replace(path)
