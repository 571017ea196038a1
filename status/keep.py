"""Keeps the last good report on disk, so that a restart is not blind."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from status.models import StatusReport

VERSION = 1
_REPORT = TypeAdapter(StatusReport)


def save(path: Path, page_url: str, report: StatusReport) -> None:
    """Replace the kept report in one step. Raises OSError where the disk does not let us."""
    content = {"version": VERSION, "page_url": page_url, "report": _REPORT.dump_python(report, mode="json")}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: Path, page_url: str) -> StatusReport | None:
    """Return the report kept for this page; None where there is none, or it is damaged, foreign or of another form."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION or content["page_url"] != page_url:
            return None
        return _REPORT.validate_python(content["report"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return None
