"""What is stored can be read again, and only if it is understood."""

import json
from dataclasses import fields, replace

import pytest

from bot.conversations.encode import SCHEMA, decode_answer, decode_packet, encode_answer, encode_packet, explanation
from tests.bot.conversations.builders import a_packet, a_talk, an_answer, exchange, traced, tried


def test_an_answer_comes_back_equal_but_for_its_trace():
    answer = traced(an_answer(a_talk(attempts=(tried(),))))
    assert decode_answer(encode_answer(answer)) == replace(answer, trace=None)


def test_every_field_of_an_answer_is_in_the_json():
    """A field that is forgotten would come back as its default."""
    answer = traced(an_answer(a_talk(attempts=(tried(),))))
    stored = json.loads(encode_answer(answer))
    assert stored["schema"] == SCHEMA
    assert set(stored["value"]) == {field.name for field in fields(answer)}
    assert [name for name, value in stored["value"].items() if value in (None, [], "", 0)] == ["trace"]


def test_a_packet_comes_back_equal():
    talk = a_talk(attempts=(tried(),))
    packet = a_packet(replace(talk, turns=exchange(talk)))
    assert decode_packet(encode_packet(packet)) == packet


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', '{"schema":1}', '{"schema":2,"value":{}}', '{"schema":1,"value":{"id":"a"}}']
)
def test_what_is_not_understood_is_none(text):
    assert decode_answer(text) is None
    assert decode_packet(text) is None


def test_a_field_of_a_later_version_is_passed_over():
    stored = json.loads(encode_answer(an_answer(a_talk())))
    stored["value"]["mood"] = "sunny"
    assert decode_answer(json.dumps(stored)) is not None


def test_an_answer_without_a_trace_has_no_explanation():
    assert explanation(an_answer(a_talk())) is None


def test_an_explanation_without_a_search_has_no_hits():
    """A greeting is answered without looking anything up."""
    answer = traced(an_answer(a_talk()))
    told = explanation(replace(answer, trace=replace(answer.trace, results=None)))
    assert (told["hits"], told["rejected"], told["mode"]) == ([], [], None)
    assert told["timings"] == {"seconds": 0.02}


def test_an_explanation_is_json():
    assert json.loads(json.dumps(explanation(traced(an_answer(a_talk())))))["outcome"] == "answered_steps"
