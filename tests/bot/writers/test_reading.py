"""Sentences are found in a model's text however it comes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.writers.reading import Reading, Written

ONE = {"text": 'Say "{" and \\ and }.', "chunks": ["a#b"]}
TWO = {"text": "Grüße, 你好.", "chunks": ["a#c", "a#d"]}
FOUND = [Written(ONE["text"], ("a#b",)), Written(TWO["text"], ("a#c", "a#d"))]


def read(*pieces):
    reading = Reading()
    return [one for piece in pieces for one in reading.feed(piece)], reading.unfinished


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"sentences": [ONE, TWO]}),
        json.dumps({"sentences": [ONE, TWO]}, ensure_ascii=False, indent=2),
        f"Here:\n```json\n{json.dumps([ONE, TWO])}\n```\nDone.",
        f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n",
    ],
)
def test_an_object_a_list_or_lines_with_or_without_prose(text):
    assert read(text) == (FOUND, False)
    assert read(*text) == (FOUND, False)


def test_a_sentence_is_there_as_soon_as_it_is_complete():
    reading = Reading()
    assert list(reading.feed('{"sentences": [{"text": "One.", "chunks": ["a"]}')) == [Written("One.", ("a",))]
    assert reading.unfinished


@pytest.mark.parametrize(
    "text",
    [
        '{"text": 5, "chunks": ["a"]}',
        '{"text": "x"}',
        '{"text": " ", "chunks": []}',
        "{]}",
        '{"chunks": {"text": "x"}}',
        "[]",
    ],
)
def test_what_is_no_sentence_is_passed_over(text):
    assert read(text)[0] == []


def test_a_text_that_was_cut_off_is_noticed():
    assert read('{"sentences": [{"text": "One.", "chunks"') == ([], True)


def test_newlines_in_a_sentence_become_spaces():
    assert read('{"text": "One\\n\\n# two", "chunks": "a"}')[0] == [Written("One # two", ("a",))]


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    read(text)
    read("{" * 50 + text)
