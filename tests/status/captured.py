"""Pages as they might have been caught: bodies of real shapes, with invented ids and texts."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from status.models import StatusReport
from status.platforms import incidentio, statuspage
from status.ports import Page

FOLDER = Path(__file__).parents[1] / "data" / "status"
PLATFORMS = {"incidentio": incidentio, "statuspage": statuspage}


def captured(name: str) -> dict[str, Any]:
    """Return one captured page: platform, url, at, bodies."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def report_of(name: str, *paths: str) -> StatusReport:
    """Return what we make of a captured page; of some of its paths where any are given."""
    content = captured(name)
    bodies = {path: body for path, body in content["bodies"].items() if not paths or path in paths}
    page = Page(content["url"], "", datetime.fromisoformat(content["at"]))
    return PLATFORMS[content["platform"]].parse(bodies, page)
