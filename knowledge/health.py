"""How the guide is served, in words an operator understands."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LibraryState:
    """How the guide is served: `parts` has a word or a plain sentence each for guide, model, index and store.

    `detail` has every sentence an operator should read; those about the guide name files and lines.
    """

    word: Literal["starting", "ready", "degraded"]
    parts: dict[str, str]
    detail: tuple[str, ...]


class Health:
    """Collects one sentence a part, for as long as it is true."""

    def __init__(self) -> None:
        self._lines = dict.fromkeys(("guide", "model", "index"), "")
        self._guide: tuple[str, ...] = ()

    def note(self, part: str, line: str) -> None:
        """Say what is wrong with a part; nothing is wrong with it where the line is empty."""
        if line and self._lines[part] != line:
            log.warning("%s: %s", part, line)
        self._lines[part] = line

    def lines(self, part: str) -> tuple[str, ...]:
        """Return what is wrong with a part: one sentence or none."""
        return tuple(filter(None, [self._lines[part]]))

    def note_guide(self, problems: Sequence[str], readable: bool = True) -> None:
        """Say what is wrong with the files of the guide, a sentence each."""
        count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
        line = f"{count} in the guide; what that touches is left out, the rest is served." if problems else ""
        if not readable:
            line = "The guide cannot be read; the last one indexed answers, if there is one."
        self.note("guide", line)
        self._guide = tuple(problems)

    def mention(self, sentences: Sequence[str]) -> None:
        """Tell about the guide's files what is no problem."""
        self._guide = tuple(sentences)

    def state(self, starting: bool, loaded: bool, store: str, store_problem: str) -> LibraryState:
        """Return the state; `loaded` says that the model is there, `store` names what answers."""
        lines = {**self._lines, "store": store_problem}
        words = {"guide": "ok", "model": "ok", "index": "ok", "store": store}
        if starting:
            words |= {"model": "ok" if loaded else "loading", "index": "opening", "store": "opening"}
        parts = {part: line or words[part] for part, line in lines.items()}
        degraded: Literal["ready", "degraded"] = "degraded" if any(lines.values()) else "ready"
        detail = (*filter(None, lines.values()), *self._guide)
        return LibraryState("starting" if starting else degraded, parts, detail)
