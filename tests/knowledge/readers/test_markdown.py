"""Markdown becomes sections with our marks, and other people's Markdown works too."""

from __future__ import annotations

import pytest

from knowledge.models import Kind
from knowledge.problem import UnreadableError
from knowledge.readers import markdown
from tests.knowledge.readers.shown import shown


def test_marks_give_id_and_kind() -> None:
    """A heading's id and kind, and a bullet's id, are taken from the braces at the end of the line."""
    outline = markdown.read(b"# T\n\n## Flush it {#flush .advanced}\n\n- **Do this:** Now. {#do-this}\n")
    section = outline.sections[0]
    assert (section.id, section.kind, section.title) == ("flush", Kind.ADVANCED, "Flush it")
    assert (section.blocks[0].id, section.blocks[0].label, section.blocks[0].rest) == ("do-this", "Do this", "Now.")
    assert outline.marked


@pytest.mark.parametrize("title", ["Use {braces} here", "A {#x} inside", "Set {a b}", "Empty {}"])
def test_other_braces_stay_in_the_title(title: str) -> None:
    """Braces that are not marks at the end of the line are text."""
    assert markdown.read(f"# T\n\n## {title}\n\nText.\n".encode()).sections[0].title == title


def test_an_unknown_kind_is_reported_with_its_line() -> None:
    """A misspelt kind is a fault of its line; the section stays."""
    outline = markdown.read(b"# T\n\n## A {#a .stepp}\n\nText.\n")
    assert [line for line, _ in outline.faults] == [3]
    assert "`.stepp`" in outline.faults[0][1]
    assert outline.sections[0].kind is None


def test_alerts_become_cautions_and_tips() -> None:
    """GitHub's alerts are read by their name; a note and a plain quote are text."""
    text = "# T\n\n## A\n\n" + "".join(f"> [!{name}]\n> {name} text.\n\n" for name in ("CAUTION", "TIP", "NOTE"))
    outline = markdown.read((text + "> Quote.\n").encode())
    assert shown(outline) == ["## A", "! CAUTION text.", "? TIP text.", "NOTE text.", "Quote."]
    assert [block.line for block in outline.sections[0].blocks] == [6, 9, 12, 14]


def test_front_matter_is_kept_apart() -> None:
    """The front matter is not text of the document, and lines count from the file's first."""
    outline = markdown.read(b"---\ntitle: X\n---\n# T\n\n## A\n\nText.\n")
    assert outline.front == "title: X"
    assert outline.sections[0].line == 6


def test_the_only_first_heading_of_level_one_is_the_title() -> None:
    """With several headings of level 1 all of them are sections."""
    assert markdown.read(b"# T\n\nIntro.\n\n## A\n\nText.\n").title == "T"
    outline = markdown.read(b"# One\n\nText.\n\n# Two\n\nText.\n")
    assert outline.title == ""
    assert shown(outline) == ["# One", "Text.", "# Two", "Text."]


@pytest.mark.parametrize(
    "text", ["# T {#intro .overview}\n\nHello.\n\n## A\n\nB.\n", "# T\n\nHello. {#intro}\n\n## A\n\nB.\n"]
)
def test_an_intro_with_an_id_is_a_section(text: str) -> None:
    """The intro belongs to the document, unless its title or a paragraph of it has an id."""
    outline = markdown.read(text.encode())
    assert [section.id for section in outline.sections] == ["intro", ""]
    assert outline.sections[0].title == outline.title == "T"
    assert [block.text for block in outline.sections[0].blocks] == ["Hello."]


def test_inline_markup_leaves_plain_words() -> None:
    """Bold, code, links, images and HTML leave their words; links are remembered with their line."""
    outline = markdown.read(
        b"# T\n\n## A\n\nTap **OK** in `menu`, see [here](b.md#c) ![logo](x.png) <b>now</b> &amp; go.\n"
    )
    assert shown(outline) == ["## A", "Tap OK in menu, see here logo now & go."]
    assert outline.links == (("b.md#c", 5),)
    assert outline.sections[0].blocks[0].wrapped


def test_wrapped_paragraphs_are_one_line() -> None:
    """A soft line break is a space, a hard one starts a line."""
    outline = markdown.read(b"# T\n\n## A\n\nOne\ntwo  \nthree\n")
    assert outline.sections[0].blocks[0].text == "One two\nthree"


def test_lists_tables_and_code_keep_their_lines() -> None:
    """Numbers stay because they carry meaning; a table row is one line, code keeps its lines."""
    lists = "1. One\n2. Two\n   - Sub\n\n   More.\n\n"
    text = f"# T\n\n## A\n\n{lists}| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nrun it\n\nstop\n```\n"
    assert shown(markdown.read(text.encode())) == [
        "## A", "1. One", "2. Two", "- Sub", "More.", "a | b", "1 | 2", "run it", "stop",
    ]  # fmt: skip


def test_html_in_markdown_shows_its_words_only() -> None:
    """HTML blocks give their visible words; comments and scripts give none."""
    text = b"# T\n\n## A\n\n<div>Hello &amp; <b>you</b></div>\n\n<!-- secret -->\n\n<script>alert(1)</script>\n"
    assert shown(markdown.read(text)) == ["## A", "Hello & you"]


@pytest.mark.parametrize(
    ("bullet", "label", "rest"),
    [
        ("**Flush it:** Now.", "Flush it", "Now."),
        ("**Flush it**: Now.", "Flush it", "Now."),
        ("**Flush it.** Now.", "Flush it", "Now."),
        ("**Flush it** – now.", "Flush it", "now."),
        ("Flush it: Now.", "Flush it", "Now."),
        ("See https://a.example now", "", ""),
        ("No label here", "", ""),
        ("**Push:** Once: firmly — and wait.", "Push", "Once: firmly — and wait."),
    ],
)
def test_labels_of_bullets(bullet: str, label: str, rest: str) -> None:
    """A bullet's label is its bold start, or what stands before a colon."""
    block = markdown.read(f"# T\n\n## A\n\n- {bullet}\n".encode()).sections[0].blocks[0]
    assert (block.label, block.rest) == (label, rest)


def test_deep_nesting_is_bounded() -> None:
    """Thousands of nested quotes, lists and brackets are read without recursion."""
    text = "Text.\n\n" + "> " * 5_000 + "a\n\n" + "- " * 5_000 + "b\n\n" + "[" * 5_000 + "\n\n" + "[" * 50_000
    assert markdown.read(text.encode()).intro


def test_html_bombs_are_refused() -> None:
    """An HTML block nested without end would take the parser for ever, so the file is refused."""
    with pytest.raises(UnreadableError, match="nested deeper"):
        markdown.read(b"# T\n\n" + b"<div>" * 20_000)
