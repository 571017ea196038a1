"""Settled sections become chunks: whole, cut where they are long, with a digest of all that is embedded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunk import LONGEST, LONGEST_MARKED, digest, split
from knowledge.models import Guide
from knowledge.parse import read_guide
from tests.knowledge.sources import MINI_GUIDE, by_section, guide_of

PARAGRAPH = "This is a sentence of a long paragraph, number {n}. " * 8


def test_a_chunk_is_one_headings_own_body() -> None:
    """Text, address, path, caution and tip stand where the format says."""
    chunk = by_section(mini())["power-cycle"]
    assert chunk.id == "lamp-offline#power-cycle"
    assert chunk.url == "https://help.lumo.example/lamp-offline#power-cycle"
    assert chunk.title == "Step 1: Switch the lamp off and on"
    assert chunk.heading_path == ("A Lumo lamp is offline", "Getting the lamp back", chunk.title)
    assert chunk.text == "Switch the lamp off at the wall, wait ten seconds, and switch it on again."
    assert chunk.caution == "Let a hot bulb cool down before you touch it."
    assert chunk.tip == "The lamp blinks twice when it has found the cloud."


def test_items_stand_in_the_text_as_label_and_words() -> None:
    """An item has its own id and step, its section's chunk holds its words and phrasings."""
    chunk = by_section(mini())["advanced"]
    assert chunk.text.split("\n")[1].startswith("Reset the lamp: Hold the button for 15 seconds")
    assert [item.id for item in chunk.items] == ["reset-lamp", "ask-support"]
    assert chunk.items[0].label == "Reset the lamp"
    assert chunk.phrasings == ("factory reset", "how to reset a lumo")


def test_a_section_without_a_body_lists_what_is_below_it() -> None:
    """Its text is the titles of its own subsections."""
    assert by_section(mini())["prevention"].text == "Let it update"


def test_a_tip_of_an_unmarked_document_is_text(tmp_path: Path) -> None:
    """Tips are ours only in our own format."""
    guide, _ = guide_of(tmp_path, {"a.md": "# T\n\n## A\n\nText.\n\n> [!TIP]\n> More.\n"})
    assert (guide.chunks[0].text, guide.chunks[0].tip) == ("Text.\nMore.", None)


def test_long_sections_are_cut_at_paragraphs(tmp_path: Path) -> None:
    """Pieces are at most 1,500 characters, whole paragraphs, verbatim, and numbered from 2."""
    paragraphs = [PARAGRAPH.format(n=n).strip() for n in range(9)]
    guide, _ = guide_of(tmp_path, {"x.md": "# T\n\n## A\n\n" + "\n\n".join(paragraphs) + "\n\n## A\n\nText.\n"})
    assert [chunk.section for chunk in guide.chunks] == ["a", "a-3", "a-4", "a-2"]
    assert "\n".join(chunk.text for chunk in guide.chunks[:-1]).split("\n") == paragraphs
    assert all(len(chunk.text) <= LONGEST for chunk in guide.chunks)


def test_our_own_sections_are_cut_later_and_items_go_with_their_piece(tmp_path: Path) -> None:
    """Up to 3,000 characters a marked section stays whole; what is not text stays with the first piece."""
    paragraphs = [PARAGRAPH.format(n=n).strip() for n in range(9)]
    body = "\n\n".join([*paragraphs, "- **Late:** an item. {#late}"])
    head = "---\nsteps: {a: {order: 1}}\n---\n# T\n\n## A {#a .step}\n\n"
    tail = "\n\n> [!CAUTION]\n> Mind.\n\n## B {#b}\n\n" + "\n\n".join(paragraphs[:7])
    talk = "phrasings: {a: [hello], late: [late]}"
    guide, problems = guide_of(tmp_path, {"x.md": head + body + tail, "x.yaml": talk})
    assert problems == []
    assert [chunk.section for chunk in guide.chunks] == ["a", "a-2", "b"]
    assert all(len(chunk.text) <= LONGEST_MARKED for chunk in guide.chunks)
    first, second, _ = guide.chunks
    assert (first.phrasings, second.phrasings) == (("hello",), ("late",))
    assert (first.caution, second.caution) == ("Mind.", None)
    assert (first.step is None, second.step is None) == (False, True)
    assert ([item.id for item in first.items], [item.id for item in second.items]) == ([], ["late"])
    assert second.text.endswith("Late: an item.")


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    """Where a paragraph alone is too long, sentences stay whole; where a sentence is, words do."""
    sentences = split(PARAGRAPH.format(n=1) * 6)
    assert all(part.endswith(".") and len(part) <= LONGEST for part in sentences)
    words = split("word " * 1_000)
    assert "".join(words).replace(" ", "") == "word" * 1_000
    assert all(part.endswith("word") and part.startswith("word") for part in words)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab .!?。é\u3000", min_size=1, max_size=700), min_size=1, max_size=9))
def test_no_letter_is_lost_by_cutting(lines: list[str]) -> None:
    """The parts are verbatim, in order, and hold every letter."""
    text = "\n".join(lines)
    parts = split(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part in text and len(part) <= LONGEST for part in parts)


def test_the_digest_covers_all_that_is_embedded() -> None:
    """Title, path, text and phrasings change it; nothing else does."""
    chunk = by_section(mini())["power-cycle"]
    own = digest(chunk.title, chunk.heading_path, chunk.text, chunk.phrasings)
    assert chunk.digest == own
    assert len(own) == 64
    changes = (
        ("T", ("p",), "t", ("a",)),
        ("t", ("p",), "t", ("a",)),
        ("T", (), "t", ("a",)),
        ("T", ("p",), "T", ("a",)),
        ("T", ("p",), "t", ()),
    )
    assert len({digest(*change) for change in changes}) == len(changes)
    assert digest("T", ("a", "b"), "t", ()) != digest("T", ("a",), "b\nt", ())


def test_reading_twice_gives_the_same_guide() -> None:
    """Nothing depends on the order of the file system, on time or on chance."""
    assert mini() == mini()
    assert replace(mini().chunks[0], text="x") != mini().chunks[0]


def mini() -> Guide:
    return read_guide([MINI_GUIDE])
