"""The status page of a benchmark: a Statuspage on which all is well, in the form the `fixed` twin reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

_PAGE = "https://status.openai.com"
_PARTS = ("Conversations", "Login", "File uploads", "Image Generation", "Voice mode", "Search")


def write_page(path: Path) -> None:
    """Write the page, updated just now, with no incident."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    about = {"id": "page", "name": "OpenAI", "url": _PAGE, "time_zone": "Etc/UTC", "updated_at": now}
    components = [
        {"id": f"part-{number}", "name": name, "status": "operational", "group": False, "group_id": None}
        for number, name in enumerate(_PARTS)
    ]
    summary = {
        "page": about,
        "status": {"indicator": "none", "description": "All Systems Operational"},
        "components": components,
        "incidents": [],
        "scheduled_maintenances": [],
    }
    bodies = {"/api/v2/summary.json": summary, "/api/v2/incidents.json": {"page": about, "incidents": []}}
    path.write_text(json.dumps({"platform": "statuspage", "url": _PAGE, "bodies": bodies}), encoding="utf-8")
