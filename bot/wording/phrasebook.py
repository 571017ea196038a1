"""The sentences of one language, and the test of whether a sentence is one of them."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent
DEFAULT = "en"
_SLOT = re.compile(r"\{(\w+)\}")
# Fragments that are only ever part of a sentence; alone they would own almost any text.
_FRAGMENTS = ("ages.", "states.", "incident_states.", "reasons.", "probes.", "held_words.", "result_words.", "replies.")


class Phrasebook:
    """The wording of one language. Keys are dotted paths, `rows.A`; a list is several sentences."""

    def __init__(self, language: str, entries: dict[str, Any]) -> None:
        self.language = language
        self._flat = dict(_flatten(entries, ""))
        self._owned = {
            key: [_pattern(line) for line in _lines(value)]
            for key, value in self._flat.items()
            if not key.startswith(_FRAGMENTS)
        }

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of a key, filled in; several sentences are joined by spaces."""
        return " ".join(self.lines(key, **values))

    def lines(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the sentences of a key, filled in, without the empty ones."""
        filled = (_SLOT.sub(lambda slot: str(values[slot.group(1)]), line) for line in _lines(self._flat[key]))
        return tuple(line for line in filled if line.strip())

    def words(self, key: str) -> tuple[str, ...]:
        """Return the entries of a list of words."""
        return tuple(_lines(self._flat[key]))

    def has(self, key: str) -> bool:
        """Tell whether this language has the key."""
        return key in self._flat

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._flat)

    def owner(self, sentence: str) -> str | None:
        """Return the key whose sentence this is, whatever its slots hold; None when it is not ours."""
        return next(
            (key for key, lines in self._owned.items() if any(line.fullmatch(sentence) for line in lines)), None
        )

    def owns(self, key: str, sentence: str) -> bool:
        """Tell whether a sentence is one of this key's."""
        return any(line.fullmatch(sentence) for line in self._owned[key])

    def time(self, moment: datetime, today: datetime | None) -> str:
        """Return a time of day with its zone, with the date in front when it is another day's."""
        same = today is not None and moment.date() == today.date()
        return moment.strftime("%H:%M UTC" if same else "%Y-%m-%d %H:%M UTC")


def languages() -> tuple[str, ...]:
    """Return the languages we ship, the default one first."""
    found = sorted(path.stem for path in _FOLDER.glob("*.yaml"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the wording of a language, the default one for a language we do not ship."""
    chosen = language if language in languages() else DEFAULT
    return Phrasebook(chosen, yaml.safe_load((_FOLDER / f"{chosen}.yaml").read_text("utf-8")))


def _lines(value: Any) -> list[str]:
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


def _flatten(entries: dict[str, Any], prefix: str) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, value in entries.items():
        flat += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return flat


def _pattern(line: str) -> re.Pattern[str]:
    pieces = _SLOT.split(line)
    return re.compile("".join(re.escape(piece) if place % 2 == 0 else r"[^\n]*" for place, piece in enumerate(pieces)))
