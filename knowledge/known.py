"""Steps that nearly every guide has, and what people call them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.alternatives import expand

_FILE = Path(__file__).with_name("known_steps.yaml")
# What compares phrases reads "…" as up to two words.
_GAP = r"\W+(?:\w+\W+){0,2}?"


def known_names(step_id: str, title: str) -> tuple[str, ...]:
    """Return the names of the known step that has this id, else of the first one that this title names; else none."""
    entries = _entries()
    if step_id in entries:
        return entries[step_id][1]
    return next((names for pattern, names in entries.values() if pattern.search(title.lower())), ())


@cache
def _entries() -> dict[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))["steps"]
    return {name: (_pattern(entry["titles"]), expand(entry["names"])) for name, entry in told.items()}


def _pattern(titles: list[str]) -> re.Pattern[str]:
    phrases = (_GAP.join(re.escape(part.strip()) for part in title.split("…")) for title in expand(titles))
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")
