"""Bytes become text with plain line ends."""

from __future__ import annotations

import pytest

from knowledge.problem import UnreadableError
from knowledge.readers.text import decode


def test_line_ends_and_byte_order_marks_are_taken() -> None:
    """Every kind of line break is one, and a UTF-8 mark is no character."""
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\x0cd\xe2\x80\xa8e\n") == "a\nb\nc\nd\ne\n"


def test_control_characters_are_dropped() -> None:
    """Tabs stay, what no page can show goes."""
    assert decode(b"a\x00b\x1b\x7f\tc") == "ab\tc"


@pytest.mark.parametrize("data", ["Grüße".encode("latin-1"), "Text".encode("utf-16"), b"\xff\xd8\xff\xe0"])
def test_other_encodings_are_refused(data: bytes) -> None:
    """The sentence says which encoding is right."""
    with pytest.raises(UnreadableError, match="UTF-8"):
        decode(data)


def test_the_line_of_the_first_wrong_byte_is_named() -> None:
    """Lines count from one."""
    with pytest.raises(UnreadableError) as caught:
        decode(b"fine\nfine\nbad \xe4\n")
    assert caught.value.line == 3
