"""Events on the wire, and where a reader goes on."""

import pytest

from api.sse import frame, kept_stream, last_seen
from api.streams import Event


def test_an_event_is_framed_with_its_id_its_name_and_one_line_of_json():
    assert frame("a_1", 3, Event("sentence", '{"text": "hi"}')) == (
        b'id: a_1.3\nevent: sentence\ndata: {"text": "hi"}\n\n'
    )


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("a_1.3", 3),
        (" a_1.3 ", 3),
        ("a_1.0", 0),
        ("", 0),
        ("3", 0),
        ("a_2.3", 0),
        ("a_1.", 0),
        ("a_1.-1", 0),
        ("a_1.1e3", 0),
        ("a_1.٣", 0),
        ("a_1.9999999999999", 0),
        ("a_1.3.3", 0),
    ],
)
def test_an_id_that_is_not_this_answers_means_from_the_beginning(header, number):
    assert last_seen(header, "a_1") == number


async def test_a_kept_stream_sends_the_rest_and_then_nothing():
    events = [Event("status", "{}"), Event("answer", "{}")]
    rest = kept_stream("a_1", events, after=1)
    assert rest.body == b"id: a_1.2\nevent: answer\ndata: {}\n\n"
    assert rest.headers["content-type"].startswith("text/event-stream")
    assert rest.headers["location"] == "/v1/answers/a_1/events"
    assert rest.headers["cache-control"] == "no-cache"
    assert rest.headers["x-accel-buffering"] == "no"
    for beyond in (2, 3, 999):
        assert kept_stream("a_1", events, after=beyond).status_code == 204
