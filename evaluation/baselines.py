"""Three simple readers of a status page that the bot has to beat; each sees the page's bodies and the symptom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.hearing.words import Phrases, words
from knowledge.models import Product, Symptom

Bodies = Mapping[str, Any]
Reader = Callable[[Bodies, Symptom, Product], bool]
SUMMARY, INCIDENTS = "/api/v2/summary.json", "/api/v2/incidents.json"


def indicator_only(bodies: Bodies, symptom: Symptom, product: Product) -> bool:
    """Everyone whenever the page's own label is not `none`."""
    label: dict[str, str] = _part(bodies, SUMMARY).get("status", {})
    return label.get("indicator", "none") != "none"


def listed_components_only(bodies: Bodies, symptom: Symptom, product: Product) -> bool:
    """Everyone when the summary lists a component of the symptom as anything but operational."""
    wanted = {name.rpartition("/")[2].lower() for name in symptom.components}
    rows = _part(bodies, SUMMARY).get("components", [])
    return any(row["name"].lower() in wanted and row["status"] != "operational" for row in rows)


def title_keywords_only(bodies: Bodies, symptom: Symptom, product: Product) -> bool:
    """Everyone when the title of an open incident holds words of the symptom."""
    telling = Phrases({"told": (*symptom.titles, symptom.name.lower())})
    rows = _part(bodies, INCIDENTS).get("incidents", [])
    return any(row["status"] != "resolved" and telling.find(words(row["name"])) for row in rows)


BASELINES: dict[str, Reader] = {
    "indicator only": indicator_only,
    "listed components only": listed_components_only,
    "title keywords only": title_keywords_only,
}


def _part(bodies: Bodies, path: str) -> dict[str, Any]:
    body = bodies.get(path)
    return body if isinstance(body, dict) else {}
