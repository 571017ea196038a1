"""Which release this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from tomllib import loads

NAME = "signpost"


@cache
def version() -> str:
    """Return the installed version, or in a checkout the one that pyproject.toml names."""
    try:
        return installed(NAME)
    except PackageNotFoundError:
        project = Path(__file__).parent.parent / "pyproject.toml"
        return str(loads(project.read_text("utf-8"))["project"]["version"]) if project.is_file() else "unknown"
