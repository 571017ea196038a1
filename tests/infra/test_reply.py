"""What came back is checked before anybody uses it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from infra.reply import JSON_DEPTH, Cause, FetchFailed, cached_for, check_kind, check_status, clock_skew, parse_json

URL = httpx2.URL("https://status.example.com/api/v2/summary.json")


def failed(check, *given) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        check(URL, *given)
    return caught.value


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), (" 30 ", 30), ("99999999999", 900), ("-5", None), ("soon", None), ("", None), ("0", 0), ("1.5", None)],
)
def test_retry_after_is_understood_and_bounded(header, seconds):
    assert failed(check_status, httpx2.Response(429, headers={"Retry-After": header})).retry_after == seconds


@pytest.mark.parametrize(("minutes", "low", "high"), [(1, 50, 60), (60, 900, 900), (-60, 0, 0)])
def test_retry_after_may_be_a_date(minutes, low, high):
    then = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    wait = failed(check_status, httpx2.Response(503, headers={"Retry-After": then})).retry_after
    assert wait is not None
    assert low <= wait <= high


@pytest.mark.parametrize(
    ("code", "cause", "passing"),
    [(404, "absent", False), (410, "absent", False), (403, "down", False), (429, "down", False), (500, "down", False),
     (502, "down", True), (503, "down", True), (504, "down", True), (304, "down", False), (302, "down", False)],
)  # fmt: skip
def test_a_code_says_what_kind_of_failure_it_is(code, cause, passing):
    told = failed(check_status, httpx2.Response(code))
    assert (told.cause, told.passing) == (Cause(cause), passing)
    assert told.reason.endswith(".")


@pytest.mark.parametrize("code", [200, 203, 206])
def test_a_good_code_is_no_failure(code):
    check_status(URL, httpx2.Response(code))


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML; charset=utf-8", "application/xml", "application/rss+xml"])
def test_a_web_page_is_not_data(kind):
    assert "web page" in failed(check_kind, httpx2.Response(200, headers={"Content-Type": kind})).reason


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream", ""])
def test_data_may_be_called_many_things(kind):
    check_kind(URL, httpx2.Response(200, headers={"Content-Type": kind}))


@pytest.mark.parametrize("body", [b"{}", b"[]", b' \n {"a": 1}', b'\xef\xbb\xbf{"a": 1}', b'{"a": NaN}'])
def test_json_is_read_with_or_without_a_byte_order_mark(body):
    assert parse_json(URL, body) is not None


NOT_JSON = {
    "empty": b"",
    "blank": b" ",
    "html": b"<html>",
    "null": b"null",
    "number": b"7",
    "text": b'"text"',
    "half": b'{"a":',
    "quotes": b"{'a': 1}",
    "utf-16": b"\xff\xfe{}",
    "deep": b"[" * 100_000,
    "long number": b"[" + b"9" * 9000 + b"]",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_anything_else_is_not_complete_json(body):
    assert failed(parse_json, body).cause is Cause.STRANGE


@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_depth_is_bounded(pair):
    def nested(depth: int) -> bytes:
        opening = pair[0] if pair == "[]" else '{"a":'
        return (opening * (depth - 1) + pair + pair[1] * (depth - 1)).encode()

    assert parse_json(URL, nested(JSON_DEPTH)) is not None
    assert "too deeply" in failed(parse_json, nested(JSON_DEPTH + 1)).reason


@pytest.mark.parametrize(("header", "seconds"), [("90", 90), ("", 0), ("-3", 0), ("old", 0), ("9" * 50, 999_999_999)])
def test_the_age_of_a_cached_copy(header, seconds):
    assert cached_for(httpx2.Response(200, headers={"Age": header})) == seconds


def test_the_servers_clock():
    behind = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    skew = clock_skew(httpx2.Response(200, headers={"Date": behind}))
    assert skew is not None
    assert -3610 < skew < -3590
    assert clock_skew(httpx2.Response(200)) is None
    assert clock_skew(httpx2.Response(200, headers={"Date": "yesterday"})) is None
