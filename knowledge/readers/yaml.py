"""YAML to plain data that remembers its lines; every scalar stays the text its writer typed.

No tags, no types, no aliases: `off` stays "off" (YAML 1.1 would make it False), and nothing can expand or run.
Source: YAML 1.2, chapter 10.1 (failsafe schema).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from knowledge.problem import UnreadableError

Data: TypeAlias = "str | list[Data] | dict[str, Data]"
Place = tuple[str | int, ...]

DEEPEST = 12
LARGEST = 2_000_000

_NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Marked:
    """The mapping of one YAML document, and the line of every place in it (`("steps", "vpn", 0)`)."""

    data: Mapping[str, Data]
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def inside(self, place: Place) -> Marked:
        """Return the mapping at a place as a document of its own; an empty one where there is none."""
        found: Data | Mapping[str, Data] | None = self.data
        for part in place:
            if isinstance(found, Mapping):
                found = found.get(str(part))
            else:
                found = found[part] if isinstance(found, list) and isinstance(part, int) else None
        size = len(place)
        lines = {key[size:]: line for key, line in self.lines.items() if key[:size] == place}
        return Marked(found if isinstance(found, Mapping) else {}, {(): self.line(place), **lines})


def read(text: str, first_line: int = 1) -> Marked:
    """Return the mapping in a YAML text; keys without a value are left out. Raises UnreadableError.

    `first_line` is where the text starts in its file.
    """
    if len(text) > LARGEST:
        raise UnreadableError(f"This YAML is larger than {LARGEST:,} characters; split it.", first_line)
    build = _Build(first_line)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            build.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise UnreadableError(f"This is not YAML: {error.problem or error.context}.", line) from None
    except yaml.YAMLError:
        raise UnreadableError("This is not YAML: it holds characters that YAML does not allow.", first_line) from None
    root = build.root
    if root is None:
        return Marked({}, {(): first_line})
    if not isinstance(root, dict):
        raise UnreadableError("This must be a mapping of the form `key: value`.", first_line)
    return Marked(root, build.lines)


@dataclass(slots=True)
class _Build:
    """Builds the data from parser events with a stack of its own: PyYAML's composer would recurse."""

    first_line: int
    root: Data | None = None
    lines: dict[Place, int] = field(default_factory=dict)
    open: list[tuple[Place, list[Data] | dict[str, Data]]] = field(default_factory=list)
    key: str | None = None
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        line = self.first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise UnreadableError("Only one YAML document may stand in a file; remove the second `---`.", line)
        elif isinstance(event, yaml.AliasEvent) or (isinstance(event, yaml.NodeEvent) and event.anchor):
            raise UnreadableError("YAML anchors and aliases (& and *) are not allowed; quote or repeat the text.", line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._expects_key():
            place = self.open[-1][0]
            first = self.lines.get((*place, event.value))
            if first is not None:
                raise UnreadableError(f"`{event.value}` stands twice, first in line {first}; keep one.", line)
            self.key = event.value
            self.lines[(*place, event.value)] = line
        elif event.implicit[0] and event.value in _NOTHING:
            self.key = None
        else:
            self._put(event.value, line)

    def _start(self, collection: list[Data] | dict[str, Data], line: int) -> None:
        if len(self.open) >= DEEPEST:
            raise UnreadableError(f"This YAML is nested deeper than {DEEPEST} levels; make it flatter.", line)
        if self._expects_key():
            raise UnreadableError("A key must be plain text; quote it.", line)
        self.open.append((self._put(collection, line), collection))

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1][1], dict) and self.key is None

    def _put(self, value: Data, line: int) -> Place:
        if not self.open:
            self.root = value
            self.lines[()] = line
            return ()
        place, collection = self.open[-1]
        if isinstance(collection, list):
            place = (*place, len(collection))
            collection.append(value)
        else:
            assert self.key is not None
            place = (*place, self.key)
            collection[self.key] = value
            self.key = None
        self.lines.setdefault(place, line)
        return place
