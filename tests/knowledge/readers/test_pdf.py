"""PDF files become sections by the size of their letters."""

from __future__ import annotations

import sys

import pytest

from knowledge.problem import UnreadableError
from knowledge.readers import pdf
from tests.knowledge.readers.shown import shown


def a_pdf(*lines: tuple[float, str]) -> bytes:
    """Return a PDF of one page with these lines, each in letters of its size (points)."""
    content = "BT 1 0 0 1 50 800 Tm\n"
    for size, text in lines:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content += f"/F1 {size} Tf 0 {-size * 1.5} Td ({escaped}) Tj\n"
    stream = (content + "ET").encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + head + table + tail


def test_larger_letters_are_headings() -> None:
    """The largest size is the title, the next the sections; wrapped body lines are joined, page numbers dropped."""
    outline = pdf.read(
        a_pdf(
            (24, "The lamp"),
            (16, "Mending it"),
            (11, "Somebody may have pulled the plug behind the"),
            (11, "cupboard, so look there."),
            (11, "- Wait: ten seconds"),
            (13, "Step 1: Pull the"),
            (13, "plug"),
            (11, "Pull it."),
            (11, "7"),
        )
    )
    assert outline.title == "The lamp"
    assert shown(outline) == [
        "## Mending it",
        "Somebody may have pulled the plug behind the cupboard, so look there.",
        "- Wait: ten seconds",
        "### Step 1: Pull the plug",
        "Pull it.",
    ]


def test_letters_of_one_size_are_read_like_plain_text() -> None:
    """Without larger letters a short line that ends in no full stop is a heading."""
    outline = pdf.read(a_pdf((11, "Mending it"), (11, "Pull the plug."), (11, "Looking after it"), (11, "Dust it.")))
    assert shown(outline) == ["## Mending it", "Pull the plug.", "## Looking after it", "Dust it."]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"not a pdf", a_pdf((11, "Text."))[:300]])
def test_damaged_files_are_refused_in_one_sentence(data: bytes) -> None:
    """Whatever the library raises, the writer reads what to do."""
    with pytest.raises(UnreadableError, match=r"damaged|no text"):
        pdf.read(data)


def test_a_damaged_file_says_nothing_of_itself(caplog: pytest.LogCaptureFixture) -> None:
    """What the library would log about a file, with words of it, is not logged."""
    with pytest.raises(UnreadableError):
        pdf.read(a_pdf((11, "Text.")).replace(b"/Root 1 0 R", b"/Root 9 0 R").replace(b"/Catalog", b"/Katalog"))
    assert caplog.records == []


def test_a_file_without_text_is_refused() -> None:
    """A scan holds pictures only."""
    with pytest.raises(UnreadableError, match="holds no text"):
        pdf.read(a_pdf())


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pypdf the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(UnreadableError, match=r"signpost\[docs\]"):
        pdf.read(a_pdf((11, "Text.")))
