"""Long texts are cut at borders, within the limit, and lose no word."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack.split import shorten, split

prose = st.lists(st.sampled_from(["word", "longer", "\n\n", "\n", " ", ". ", "x" * 70, "é", "1"]), max_size=120)


@given(prose.map("".join), st.integers(20, 300))
@settings(max_examples=400)
def test_no_piece_is_too_long_or_empty_and_nothing_is_lost(text, most):
    pieces = split(text, most)
    assert all(0 < len(piece) <= most and piece.strip() for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@given(st.lists(st.sampled_from(["```\n", "code line\n", "```python\n", "text\n\n", "~~~\n"]), max_size=60))
def test_every_piece_closes_the_fences_it_opens(lines):
    for piece in split("".join(lines), 60)[:-1]:
        opened = None
        for mark in re.findall(r"^ {0,3}(```|~~~)", piece, re.MULTILINE):
            opened = mark if opened is None else None if opened == mark else opened
        assert opened is None
        assert len(piece) <= 60


def test_paragraphs_stay_whole_where_they_fit():
    assert split("one two\n\nthree four\n\nfive", 28) == ("one two\n\nthree four", "five")


def test_a_short_text_is_one_piece_and_an_empty_one_none():
    assert split(" short ", 100) == ("short",)
    assert split(" \n ", 100) == ()


def test_what_is_shortened_says_so():
    assert (shorten("abcdef", 4), shorten("abc", 4)) == ("abc…", "abc")
