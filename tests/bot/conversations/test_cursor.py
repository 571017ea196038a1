"""Where the next page begins."""

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.cursor import decode_cursor, encode_cursor, page
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


def test_there_is_a_next_page_only_when_something_is_left():
    items = [an_item(f"r_{number}") for number in range(3)]
    assert page(items, 3).next_cursor is None
    assert len(page(items, 2).items) == 2
    assert decode_cursor(page(items, 2).next_cursor) == (NOW, "r_1")
    assert page([], 2).items == ()
