"""YAML gives plain data with lines, and nothing in it can expand or run."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.problem import UnreadableError
from knowledge.readers import yaml


def test_scalars_stay_the_text_that_was_typed() -> None:
    """`off`, 502, dates and tags are text; empty values are left out."""
    text = "a: [off, 502, 1e3, 2026-11-22, yes, '', ~]\nb: !!python/object:os.system x\nc:\nd: null\n"
    assert yaml.read(text).data == {"a": ["off", "502", "1e3", "2026-11-22", "yes", ""], "b": "x"}


def test_places_know_their_lines() -> None:
    """Keys and list entries have the line they stand in, counted from the file's first."""
    marked = yaml.read("steps:\n  vpn:\n    order: 1\nwords:\n- a\n- b\n", first_line=10)
    assert marked.line(("steps", "vpn", "order")) == 12
    assert marked.line(("words", 1)) == 15
    assert marked.line(("steps", "vpn", "nothing")) == 11
    assert marked.inside(("steps", "vpn")).line(("order",)) == 12


def test_an_empty_text_is_an_empty_mapping() -> None:
    """A file of comments states nothing."""
    assert yaml.read("# nothing\n").data == {}


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a: 1\nb: [", 3, "not YAML"),
        ("a: &x 1\n", 1, "anchors and aliases"),
        ("a: *x\n", 1, "anchors and aliases"),
        ("a: 1\nb: 2\na: 3\n", 3, "first in line 1"),
        ("a:\na: 3\n", 2, "first in line 1"),
        ("- a\n", 1, "mapping"),
        ("a: 1\n---\nb: 2\n", 2, "Only one"),
        ("? [a]\n: b\n", 1, "plain text"),
        ("a: " + "[" * 50, 1, "nested deeper"),
        ("a: " + "x" * 2_000_001, 1, "larger than"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    """One plain sentence and the line, counted from the file's first."""
    with pytest.raises(UnreadableError, match=sentence) as caught:
        yaml.read(text)
    assert caught.value.line == line


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    """Nothing is expanded before it is refused."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(UnreadableError, match="anchors") as caught:
        yaml.read(bomb)
    assert caught.value.line == 1


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(alphabet=":-[]{}&*!|>'\"#, \n\tab?%@`~", max_size=60))
def test_any_text_is_data_or_refused(text: str) -> None:
    """No text makes the reader fail in another way."""
    with contextlib.suppress(UnreadableError):
        assert isinstance(yaml.read(text).data, dict)
