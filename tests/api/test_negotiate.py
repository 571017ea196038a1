"""The Accept header decides between one JSON object and a stream."""

import pytest

from api.negotiate import Form, accepts, choose_language, negotiate


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.JSON),
        ("*/*", Form.JSON),
        ("application/json", Form.JSON),
        ("application/*", Form.JSON),
        ("text/event-stream", Form.STREAM),
        ("TEXT/Event-Stream", Form.STREAM),
        ("text/*", Form.STREAM),
        ("text/event-stream, */*", Form.STREAM),
        ("application/json, text/event-stream", Form.JSON),
        ("text/event-stream, application/json", Form.JSON),
        ("application/json;q=0.5, text/event-stream", Form.STREAM),
        ("text/event-stream;q=0.4, application/json;q=0.5", Form.JSON),
        ("application/json;q=0, */*", Form.STREAM),
        ("text/event-stream;q=0, */*", Form.JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Form.JSON),
        ("text/event-stream;q=what", None),
        ("text/html", None),
        ("image/*", None),
        ("*/*;q=0", None),
        (",", Form.JSON),
    ],
)
def test_the_best_weighted_form_wins_and_json_where_nothing_decides(accept, form):
    assert negotiate(accept) is form


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        ("", True),
        ("*/*", True),
        ("text/*", True),
        ("text/event-stream;q=0.1", True),
        ("application/json", False),
        ("text/event-stream;q=0, */*", False),
    ],
)
def test_a_stream_is_sent_to_whoever_takes_one(accept, accepted):
    assert accepts(accept, Form.STREAM) is accepted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-CH, en;q=0.9", "de"),
        ("fr-CH, de;q=0.7, en;q=0.5", "de"),
        ("en;q=0.5, DE;q=0.9", "de"),
        ("de;q=0, en", "en"),
        ("xx", "en"),
        (";;;,,,", "en"),
    ],
)
def test_the_best_liked_language_we_ship(header, language):
    assert choose_language(header, ("en", "de")) == language
