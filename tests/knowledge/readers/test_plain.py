"""Text without markup keeps its sections."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.readers import plain
from tests.knowledge.readers.shown import shown

LONG = "This sentence goes on for so long that nobody could ever take it for a heading, which is the point of it."


def read(*lines: str) -> list[str]:
    return shown(plain.read("\n".join(lines).encode()))


def test_a_short_line_without_a_full_stop_is_a_heading() -> None:
    """Eighty characters or a full stop make a line text; marks and quotes after the stop do not hide it."""
    lines = ("Is it broken?", "It is.", "Second: part", "He said “stop.”", "X" * 79, LONG, "X" * 80)
    assert read(*lines) == [
        "## Is it broken?",
        "It is.",
        "## Second: part",
        "He said “stop.”",
        "## " + "X" * 79,
        LONG,
        "X" * 80,
    ]


def test_what_stands_before_the_first_heading_belongs_to_the_document() -> None:
    """The intro is no section."""
    outline = plain.read(f"{LONG}\nHello there.\nHeading\nText.\n".encode())
    assert [block.text for block in outline.intro] == [LONG, "Hello there."]
    assert [section.line for section in outline.sections] == [3]


def test_two_headings_in_a_row_are_parent_and_child() -> None:
    """Questions stay under their heading; a heading that asks nothing ends the group."""
    lines = (
        "Questions about lamps",
        "Is it hot?",
        "Yes.",
        "Is the lamp, of all lamps, hot?",
        "Yes.",
        "The end",
        "Bye.",
    )
    assert [line for line in read(*lines) if line.startswith("#")] == [
        "## Questions about lamps",
        "### Is it hot?",
        "### Is the lamp, of all lamps, hot?",
        "## The end",
    ]


def test_many_headings_in_a_row_are_no_staircase() -> None:
    """The third of several headings in a row is the second's sister."""
    assert read("One", "Two", "Three", "Four") == ["## One", "### Two", "### Three", "### Four"]


def test_numbered_steps_stand_under_the_section_above() -> None:
    """ "Step N: ..." headings are children of the last section before them, in any of our languages."""
    lines = ("Mend it", "Do this.", "Step 1: Pull", "Pull.", "Step 2: Push", "Push.", "After that", "Rest.")
    assert [line for line in read(*lines) if line.startswith("#")] == [
        "## Mend it",
        "### Step 1: Pull",
        "### Step 2: Push",
        "## After that",
    ]
    assert "### Schritt 1: Ziehen" in read("Beheben", "Tun Sie dies.", "Schritt 1: Ziehen", "Ziehen.")
    assert "### 第1步\uff1a拔掉" in read("解决方法", "请按顺序操作。", "第1步\uff1a拔掉", "拔掉。")


def test_bullets_lose_their_mark_and_numbers_stay() -> None:
    """A list item is never a heading; its label stands before the colon."""
    outline = plain.read("List\n- Pull the plug: Then wait.\n• Dots too\n1. First\n(2) Second\n".encode())
    blocks = outline.sections[0].blocks
    assert [block.text for block in blocks] == ["Pull the plug: Then wait.", "Dots too", "1. First", "(2) Second"]
    assert (blocks[0].label, blocks[0].rest) == ("Pull the plug", "Then wait.")


def test_blank_lines_and_rules_are_nothing() -> None:
    """Empty lines and lines without a letter or digit are skipped."""
    assert read("Heading", "=======", "", "Text.", "-----", "***") == ["## Heading", "Text."]


def test_hard_wrapped_text_is_joined() -> None:
    """Where lines are wrapped, a short line in the middle of a sentence is no heading."""
    text = """Mending a lamp

The lamp does not burn because somebody has pulled the plug, and
nobody has put it back. Look behind the cupboard; that is where
plugs usually are.

A second paragraph that is wrapped too, so that the reader has to
join it.

Looking after it

Dust it now and then with a dry cloth, which keeps the light
bright and the lamp cool.
"""
    outline = plain.read(text.encode())
    assert [section.title for section in outline.sections] == ["Mending a lamp", "Looking after it"]
    assert len(outline.sections[0].blocks) == 2
    assert outline.sections[0].blocks[1].text.endswith("has to join it.")
    assert outline.sections[0].blocks[1].wrapped


def test_short_lines_alone_are_not_joined() -> None:
    """A text of short whole lines is taken as it stands."""
    lines = (
        "Mending the old lamp of my grandmother",
        "Pull the plug and wait for a moment.",
        "Next",
        "Put it back in.",
    )
    assert read(*lines) == [f"## {lines[0]}", lines[1], "## Next", lines[3]]


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), max_size=30))
def test_every_line_is_kept_verbatim(lines: list[str]) -> None:
    """No word of a text that is not wrapped is lost or changed."""
    outline = plain.read("\n".join([*lines, "x" * 200]).encode())
    kept = [block.text for block in outline.intro]
    kept += [
        text for section in outline.sections for text in (section.title, *(block.text for block in section.blocks))
    ]
    spoken = [line.strip() for line in lines if any(letter.isalnum() for letter in line)]
    assert len(kept) == len(spoken) + 1
    assert all(text in line for text, line in zip(kept, spoken, strict=False))
