"""HTML pages become sections of what a reader sees."""

from __future__ import annotations

import pytest

from knowledge.problem import UnreadableError
from knowledge.readers import html
from tests.knowledge.readers.shown import shown

PAGE = """<!doctype html>
<html lang="de"><head><title>Site title</title><link rel="canonical" href="https://a.example/p">
<style>p { color: red }</style><script>document.write("<h2>Trap</h2>")</script></head>
<body><nav><ul><li>Home</li></ul></nav><header><h1>The lamp</h1></header>
<main><p>Intro<br>in two lines.</p>
<h2 id="mend">Mending &amp; more <a href="#mend">¶</a></h2>
<p>Pull <b>the</b>
   plug.</p><p hidden>Not shown.</p>
<ul><li><strong>Wait:</strong> ten <i>seconds</i>.<ul><li>Sub</li></ul></li></ul>
<ol><li>One</li><li><p>Two</p><p>More.</p></li></ol>
<table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p></td><td>2</td></tr></table>
<pre>run it
  stop</pre>
<!-- comment --><template><p>No.</p></template>Loose text
<details><summary>Why?</summary>Because.</details>
</main><footer>Imprint</footer></body></html>"""


def test_a_page_becomes_sections() -> None:
    """Headings, paragraphs, bullets, rows and code are kept; scripts, styles, navigation and hidden text are not."""
    outline = html.read(PAGE.replace("<main>", "").replace("</main>", "").encode())
    assert outline.title == "The lamp"
    assert (outline.language, outline.url) == ("de", "https://a.example/p")
    assert shown(outline) == [
        "Intro\nin two lines.",
        "## Mending & more {#mend}",
        "Pull the plug.",
        "- Wait: ten seconds.",
        "- Sub",
        "1. One",
        "2. Two",
        "More.",
        "A | B",
        "1 | 2",
        "run it\nstop",
        "Loose text",
        "### Why?",
        "Because.",
    ]


def test_the_main_part_is_enough() -> None:
    """Where a page has one main part, the rest of it is not read; its title is then the page's."""
    outline = html.read(PAGE.encode())
    assert outline.title == "Site title"
    assert shown(outline)[0] == "Intro\nin two lines."


def test_bold_starts_of_bullets_are_labels() -> None:
    """A bullet's bold start is its label, bold words inside it are not."""
    blocks = html.read(b"<h2>A</h2><ul><li><b>Do it</b> now<li>Then <b>that</b></ul>").sections[0].blocks
    assert [(block.label, block.rest) for block in blocks] == [("Do it", "now"), ("", "")]


def test_typed_bullets_are_bullets() -> None:
    """A paragraph that starts with a dash or a number is a bullet without its markup."""
    page = b"<h2>A</h2><p>- Wait: ten seconds</p><p>2. Push</p><p>Text - more</p>"
    assert shown(html.read(page)) == ["## A", "- Wait: ten seconds", "2. Push", "Text - more"]
    assert html.read(page).sections[0].blocks[0].label == "Wait"


def test_a_page_without_headings_is_read_like_plain_text() -> None:
    """Bold lines that stand for headings are found by their length, as in plain text."""
    outline = html.read(b"<p><b>Mending the lamp</b></p><p>Pull the plug.</p><ul><li>Wait: a bit</li></ul>")
    assert shown(outline) == ["## Mending the lamp", "Pull the plug.", "- Wait: a bit"]
    assert outline.flat


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/relative", ""])
def test_only_web_addresses_are_taken_as_the_pages_own(link: str) -> None:
    """A canonical link of another kind is ignored."""
    assert html.read(f'<link rel="canonical" href="{link}"><h2>A</h2><p>B'.encode()).url == ""


def test_blocks_inside_headings_and_cells_only_stand_apart() -> None:
    """A heading may hold blocks; headings and lists inside a layout table are still found."""
    cell = b"<p>One</p><h2><div>Two</div><div>three</div></h2><p>Four.</p><ul><li>Five<li>Six</ul>"
    page = b"<table><tr><td>" + cell + b"</td></tr></table>"
    assert shown(html.read(page)) == [
        "One",
        "## Two three",
        "Four.",
        "- Five",
        "- Six",
    ]


def test_broken_markup_is_read_as_a_browser_does() -> None:
    """Unclosed tags and stray brackets are no error."""
    assert shown(html.read(b"<h2>A</h2><p>1 < 2 <b>and <i>so</b> on<li>x")) == ["## A", "1 < 2 and so on", "- x"]


def test_a_page_nested_without_end_is_refused() -> None:
    """Parsing time grows with the square of the depth, so depth has an end."""
    with pytest.raises(UnreadableError, match="nested deeper than 10,000"):
        html.read(b"<div>" * 10_001)
    assert html.read(b"<h2>A</h2>" + b"<p>text" * 10_001).sections
