"""What people send is cleaned of what nobody can see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clean import clean


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  hello  ", "hello"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("keeps\ttab\nand newline", "keeps\ttab\nand newline"),
        ("\x85next line is a control", "next line is a control"),
        ("half a pair \ud800 gone", "half a pair  gone"),
        ("family \U0001f468\u200d\U0001f469\u200d\U0001f467", "family \U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_controls_go_and_what_carries_meaning_stays(sent, kept):
    assert clean(sent) == kept


@pytest.mark.parametrize("sent", ["", "   ", "\n\t", "\u200b\u200b", "\u2060\ufeff", "\x00\x01"])
def test_text_that_shows_nothing_is_empty(sent):
    assert clean(sent) == ""


@given(st.text(st.characters(codec=None)))
def test_cleaning_twice_changes_nothing_and_the_result_can_be_encoded(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
