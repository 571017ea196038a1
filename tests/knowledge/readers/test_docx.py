"""Word documents become sections by their heading styles."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from knowledge.problem import UnreadableError
from knowledge.readers import docx
from tests.knowledge.readers.shown import shown

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
STYLE = '<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
STYLES = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2"}


def a_docx(*paragraphs: tuple[str, str]) -> bytes:
    """Return a Word document of (style, text) paragraphs; an empty style is body text."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    styles = "".join(STYLE.format(id=key, name=name) for key, name in STYLES.items())
    return a_zip(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        }
    )


def a_zip(files: dict[str, str]) -> bytes:
    """Return a ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_heading_styles_are_sections() -> None:
    """The title style names the document, heading styles open sections."""
    outline = docx.read(
        a_docx(("Title", "The lamp"), ("", "Intro."), ("Heading2", "Mending"), ("", "Pull &amp; wait."))
    )
    assert outline.title == "The lamp"
    assert shown(outline) == ["Intro.", "## Mending", "Pull & wait."]


def test_a_document_without_styles_is_read_like_plain_text() -> None:
    """Short lines without a full stop are headings then."""
    assert shown(docx.read(a_docx(("", "Mending"), ("", "Pull the plug.")))) == ["## Mending", "Pull the plug."]


@pytest.mark.parametrize(
    "data",
    [b"", b"not a zip", a_zip({"a.txt": "hello"}), a_docx(("", "Text."))[:-40], a_zip({"word/document.xml": "<"})],
)
def test_damaged_files_are_refused_in_one_sentence(data: bytes) -> None:
    """Whatever the library raises, the writer reads what to do."""
    with pytest.raises(UnreadableError, match="not a Word document"):
        docx.read(data)


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    """A small file that unfolds to more than 100 MB is not opened."""
    with pytest.raises(UnreadableError, match="100 MB"):
        docx.read(a_zip({f"word/{number}.xml": " " * 26_000_000 for number in range(4)}))


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without mammoth the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "mammoth", None)
    with pytest.raises(UnreadableError, match=r"signpost\[docs\]"):
        docx.read(a_docx(("", "Text.")))
