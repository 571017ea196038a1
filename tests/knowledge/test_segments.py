"""An article cut into segments: nothing but its words is taken out, and everything else stays as it is."""

from pathlib import Path

import pytest

from knowledge.readers import markdown
from knowledge.segments import find_segments, front_matter, join, shape
from tests.builders import GUIDES

ARTICLE = """---
title: "Paper jams: what to do" # shown above
product: printer
steps:
  pull: {order: 1}
---

# Paper jams

A sheet is stuck. Read this
first, it is `quick`. {#intro .overview}

## Pull it out {#pull .step}

- **Open tray 2:** Pull *slowly*, see [the photo](https://help.example/pull). {#open}
- Close it.

> [!CAUTION]
> Never pull a sheet that
> is hot.

> [!TIP] Wait 5 minutes.

```sh
lpstat -p
```

| sign | meaning |
|---|---|
| red | jam |

First line.\\
Second line.

<p>Raw words</p>

Underlined
----------
"""
WORDS = (
    "Paper jams: what to do",
    "Paper jams",
    "A sheet is stuck. Read this first, it is `quick`.",
    "Pull it out",
    "**Open tray 2:** Pull *slowly*, see [the photo](https://help.example/pull).",
    "Close it.",
    "Never pull a sheet that is hot.",
    "Wait 5 minutes.",
    "sign",
    "meaning",
    "red",
    "jam",
    "First line.",
    "Second line.",
    "<p>Raw words</p>",
    "Underlined",
)


def structure(text):
    """Return all that a translation must keep of an article."""
    outline = markdown.read(text.encode())
    told = [
        (one.id, one.kind, one.level, [(block.id, block.role, bool(block.label)) for block in one.blocks])
        for one in outline.sections
    ]
    return told, outline.links, outline.faults, len(outline.intro)


def test_everything_that_people_read_is_found_in_order():
    assert tuple(one.text for one in find_segments(ARTICLE)) == WORDS


def test_code_is_no_segment_and_html_is_not_to_be_translated():
    segments = find_segments(ARTICLE)
    assert not any("lpstat" in one.text for one in segments)
    assert [one.text for one in segments if one.fixed] == ["<p>Raw words</p>"]


def test_a_segment_knows_the_heading_that_it_stands_below():
    below = {one.text: one.under for one in find_segments(ARTICLE)}
    assert below["Close it."] == "Pull it out"
    assert below["A sheet is stuck. Read this first, it is `quick`."] == "Paper jams"


def test_the_same_words_give_the_same_source():
    segments = find_segments(ARTICLE)
    assert join(ARTICLE, segments, [one.text for one in segments]).text == ARTICLE


def test_other_words_stand_in_the_places_of_the_old_ones():
    segments = find_segments(ARTICLE)
    told = join(ARTICLE, segments, [f"<{number}>" for number in range(len(segments))])
    assert told.text.splitlines()[:12] == [
        "---",
        'title: "<0>"',
        "product: printer",
        "steps:",
        "  pull: {order: 1}",
        "---",
        "",
        "# <1>",
        "",
        "<2> {#intro .overview}",
        "",
        "## <3> {#pull .step}",
    ]
    assert "- <4> {#open}\n- <5>\n\n> [!CAUTION]\n> <6>\n\n> [!TIP] <7>\n" in told.text
    assert "| <8> | <9> |\n|---|---|\n| <10> | <11> |\n\n<12>\\\n<13>\n\n<14>\n\n<15>\n---" in told.text
    lines = told.text.splitlines()
    assert all(f"<{number}>" in lines[line - 1] for number, line in enumerate(told.lines))


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*/*.md")), ids=lambda path: path.parent.name)
def test_every_guide_we_ship_keeps_its_structure_in_other_words(path: Path):
    source = path.read_text("utf-8")
    segments = find_segments(source)
    assert not any(one.fixed for one in segments)
    told = join(source, segments, [one.text.upper() for one in segments]).text
    assert structure(told) == structure(source)
    assert not any(letter.islower() for one in find_segments(told) for letter in one.text)


def test_a_title_that_is_no_text_on_one_line_is_left():
    for title in ("[a, b]", "12", ">", "{", "a\n  b"):
        (found,) = find_segments(f"---\ntitle: {title}\n---\n")
        assert found.fixed


def test_an_article_without_front_matter_has_no_title_in_it():
    assert [one.text for one in find_segments("# A\n\ntitle: b\n")] == ["A", "title: b"]
    assert front_matter("# A\n") == ("", "# A\n")
    assert front_matter("---\nb: 1\n---\n# A\n") == ("b: 1\n", "# A\n")
    assert front_matter("---\n---\n# A\n") == ("", "# A\n")


def test_a_cell_that_cannot_be_cut_out_is_said():
    found = find_segments("| a |\n|---|\n| b \\| c |\n")
    assert [(one.text, bool(one.fixed)) for one in found] == [("a", False), ("b | c", True)]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("**Fach 2:** siehe [Bild](https://a.example), `x`", True),
        ("**Fach 2:** siehe [Bild](https://b.example), `x`", False),
        ("**Fach 2:** siehe [Bild](https://a.example), `y`", False),
        ("Fach 2: siehe [Bild](https://a.example), `x`", False),
        ("siehe **Fach 2:** [Bild](https://a.example), `x`", False),
        ("# **Fach 2:** siehe [Bild](https://a.example), `x`", False),
        ("- **Fach 2:** siehe [Bild](https://a.example), `x`", False),
        ("**Fach 2:** siehe ![Bild](https://a.example), `x`", False),
    ],
)
def test_the_shape_tells_markup_code_and_targets_and_not_words(text, same):
    assert (shape(text) == shape("**Tray 2:** see [photo](https://a.example), `x`")) is same
