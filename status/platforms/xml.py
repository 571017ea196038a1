"""Reads the few things a feed needs out of XML. A document type is refused before anything in it could expand."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 40
ELEMENTS = 20_000


class NotReadable(Exception):
    """The text is no XML, or of a kind we do not read."""


@dataclass(slots=True)
class Element:
    """An element by its name without namespace, lower case; `text` is its own text, markup inside it left out."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all text inside, in order."""
        return "".join(self.pieces)

    def all(self, *names: str) -> list[Element]:
        """Return the children of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> str:
        """Return the text of the first child that has one, the names in order of preference; nothing without."""
        told = (child.text.strip() for name in names for child in self.children if child.name == name)
        return next((text for text in told if text), "")


class _Builder:
    """Collects elements as the parser finds them."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > ELEMENTS:
            raise NotReadable
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, piece: str) -> None:
        for element in self._open:
            element.pieces.append(piece)

    def refuse(self, *_: object) -> None:
        raise NotReadable


def read(text: str) -> Element:
    """Return the document's outermost element. Raises NotReadable for everything else, entities above all."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        raise NotReadable from None
    if builder.root is None:
        raise NotReadable
    return builder.root


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()
