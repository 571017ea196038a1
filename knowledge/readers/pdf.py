"""PDF to sections: lines in larger letters are headings; a file without such is read like plain text.

Source: ISO 32000; needs pypdf (the extra `docs`).
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from knowledge.document import Outline, OutlineBuilder, Section
from knowledge.problem import UnreadableError
from knowledge.readers import plain

if TYPE_CHECKING:
    from pypdf import PageObject

LARGER = 1.12  # so much larger than the body is a heading
LONGEST_HEADING = 200
MOST_PAGES = 2_000
MOST_CHARACTERS = 10_000_000


@dataclass(slots=True)
class Line:
    """A printed line, the size of its letters in points, and the page it stands on."""

    page: int
    text: str = ""
    sizes: Counter[float] = field(default_factory=Counter)

    @property
    def size(self) -> float:
        """Return the size most of its letters have."""
        return self.sizes.most_common(1)[0][0] if self.sizes else 0.0


def read(data: bytes) -> Outline:
    """Return the sections of a PDF; `line` of a section or block is its page. Raises UnreadableError."""
    lines = [line for line in _lines(data) if line.text.strip() and not line.text.strip().isdigit()]
    if not lines:
        raise UnreadableError("This PDF holds no text (a scan, perhaps); recognise its text first.")
    levels = heading_levels(lines)
    if not levels:
        return plain.outline([(line.page, line.text) for line in lines])
    builder = OutlineBuilder()
    for level, group in _grouped(lines, levels):
        if level:
            title = " ".join(" ".join(line.text for line in group).split())
            builder.heading(Section(title, level, group[0].page))
        else:
            _body(builder, group)
    title, intro, sections = builder.titled()
    return Outline(title, intro, sections)


def heading_levels(lines: Iterable[Line]) -> dict[float, int]:
    """Return the level of each letter size that is larger than the body's, the largest first."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size > body * LARGER), reverse=True)
    return {size: min(level, 6) for level, size in enumerate(larger, start=1)}


def _grouped(lines: Sequence[Line], levels: dict[float, int]) -> Iterable[tuple[int, list[Line]]]:
    """Yield runs of lines of one level, 0 for the body; a title over two lines is one run."""
    run: list[Line] = []
    last = 0
    for line in lines:
        level = levels.get(line.size, 0) if len(line.text) < LONGEST_HEADING else 0
        if run and level != last:
            yield last, run
            run = []
        run.append(line)
        last = level
    yield last, run


def _body(builder: OutlineBuilder, lines: Sequence[Line]) -> None:
    for page, text, _ in plain.join_wrapped([(line.page, line.text) for line in lines]):
        builder.block(plain.block_of(text, page))


def _lines(data: bytes) -> list[Line]:
    try:
        import pypdf
    except ImportError:
        raise UnreadableError("Reading PDF files needs the extra `docs`: pip install 'signpost[docs]'.") from None
    # Its warnings quote the file; what a writer needs to know is said in our own sentence.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("This PDF is protected by a password; save it without one.")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableError(f"This PDF has more than {MOST_PAGES:,} pages; split it.")
        return _pages(reader.pages)
    except UnreadableError:
        raise
    except Exception:  # pypdf raises many kinds on damaged files, some of them Python's own
        raise UnreadableError("This PDF is damaged or of a kind we cannot read; save it anew.") from None


def _pages(pages: Iterable[PageObject]) -> list[Line]:
    lines: list[Line] = []
    read_so_far = 0
    for number, page in enumerate(pages, start=1):
        found = _page(page, number)
        lines += found
        read_so_far += sum(len(line.text) for line in found)
        if read_so_far > MOST_CHARACTERS:
            raise UnreadableError("This PDF holds more than 10 million characters; split it.")
    return lines


def _page(page: PageObject, number: int) -> list[Line]:
    lines = [Line(number)]

    def take(text: str, outer: Sequence[float], inner: Sequence[float], _font: Any, size: float) -> None:
        # The two matrices scale what the font says; [1] and [3] are the vertical parts.
        height = round(abs(size * (inner[3] or inner[1]) * (outer[3] or outer[1])), 1)
        for place, part in enumerate(text.split("\n")):
            if place:
                lines.append(Line(number))
            lines[-1].text += part
            lines[-1].sizes[height] += len(part.strip())

    page.extract_text(visitor_text=take)
    return lines
