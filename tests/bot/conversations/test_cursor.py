"""Where the next page begins."""

import base64
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.cursor import decode_cursor, encode_cursor, encode_place, page
from bot.models import Channel
from bot.records import Listed
from tests.bot.conversations.builders import NOW


def an_item(ref="r_1", at=NOW) -> Listed:
    return Listed(ref, at, at, "en", Channel.API, None, None, 0, None, False)


def test_a_cursor_names_time_and_reference():
    assert decode_cursor(encode_cursor(an_item("r_42"))) == (NOW, "r_42")


@given(st.text())
def test_any_other_text_is_no_cursor_and_no_error(text):
    found = decode_cursor(text)
    assert found is None or encode_cursor(an_item(found[1], found[0])) == text


def test_another_zone_is_the_same_time():
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert decode_cursor(encode_place(there, "r_1")) == (NOW, "r_1")


@pytest.mark.parametrize("text", ["2026-03-02T14:05:10+00:00 r_\0", "9999-12-31T23:59:59-23:00 r_1", "r_1", "a b c"])
def test_what_no_database_would_take_is_no_cursor(text):
    assert decode_cursor(base64.urlsafe_b64encode(text.encode()).decode()) is None


def test_there_is_a_next_page_only_when_something_is_left():
    items = [an_item(f"r_{number}") for number in range(3)]
    assert page(items, 3).next_cursor is None
    assert len(page(items, 2).items) == 2
    assert decode_cursor(page(items, 2).next_cursor) == (NOW, "r_1")
    assert page([], 2).items == ()
