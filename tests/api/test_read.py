"""A body is JSON beyond doubt, or it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.read import is_json, parse_json


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "cut off"),
        (b"", "nothing at all"),
        (b'{"message": "\xff"}', "invalid UTF-8"),
        (b'\xff\xfe{\x00"\x00', "UTF-16"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": Infinity}', "Infinity"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1, "a": 2}', "a doubled name"),
        (b'{"x": {"a": 1, "a": 1}}', "a doubled name below"),
        (b'{"a": 1} {"b": 2}', "two values"),
        (b"{'a': 1}", "single quotes"),
        (b"[" * 60_000, "60,000 levels, never closed"),
        (b"[" * 30_000 + b"]" * 30_000, "30,000 levels"),
        (b"[" * 33 + b"]" * 33, "33 levels"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "a number nobody can read"),
        (b"\xef\xbb\xbf{}", "a byte order mark"),
    ],
)
def test_doubtful_json_is_refused(body, why):
    with pytest.raises(ValueError, match=r".*"):
        parse_json(body)


def test_thirty_levels_are_read():
    body = b"[" * 30 + b"]" * 30
    depth, value = 0, parse_json(body)
    while value:
        depth, value = depth + 1, value[0]
    assert depth == 29


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_what_json_can_write_is_read_back(value):
    import json

    assert parse_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json; charset="utf-8"', True),
        ("application/json;charset=latin-1", False),
        ("application/problem+json", False),
        ("text/json", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("json", False),
        ("", False),
    ],
)
def test_only_json_in_utf8_counts_as_json(header, accepted):
    assert is_json(header) is accepted
