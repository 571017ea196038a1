"""A model's text as it comes -> the sentences in it. A fence, prose around it or an object a line will do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence as a model wrote it, and the ids it says that it rests on; nothing in it is trusted."""

    text: str
    chunks: tuple[str, ...]


class Reading:
    """Finds the innermost JSON objects in a text that grows; those that are no sentence are passed over."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        self._quoted = self._escaped = False

    @property
    def unfinished(self) -> bool:
        """Tell whether an object is still open: the text was cut off."""
        return bool(self._open)

    def feed(self, piece: str) -> Iterator[Written]:
        """Take the next piece; yield each sentence that it completes."""
        for character in piece:
            if character == "{" and not self._quoted:
                self._open = [*self._open[-_DEEPEST:], []]
            if not self._open:
                continue
            self._open[-1].append(character)
            self._note(character)
            if character == "}" and not self._quoted:
                found = _sentence("".join(self._open.pop()))
                if found:
                    yield found

    def _note(self, character: str) -> None:
        """Follow whether we are within a string, where braces are text."""
        if self._escaped:
            self._escaped = False
        elif self._quoted and character == "\\":
            self._escaped = True
        elif character == '"':
            self._quoted = not self._quoted


def _sentence(text: str) -> Written | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    said, chunks = (value.get("text"), value.get("chunks")) if isinstance(value, dict) else (None, None)
    chunks = [chunks] if isinstance(chunks, str) else chunks
    if not isinstance(said, str) or not isinstance(chunks, list) or not said.strip():
        return None
    return Written(" ".join(said.split()), tuple(str(one) for one in chunks[:5]))
