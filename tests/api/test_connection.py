"""A connection is bounded in time and size, whatever the peer does."""

import asyncio
import json

import pytest

from api.connection import BoundedConnection
from api.limits import BodyLimit
from tests.api.layers import echo_size
from tests.api.wire import serving, status_of, talk

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


class Hurried(BoundedConnection):
    """The same connection with less patience, so that tests need none."""

    header_seconds = 0.2
    unread_seconds = 0.2


async def large(scope, receive, send):
    """Send far more than a peer's buffers hold."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    try:
        for _ in range(2000):
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        large.ended.set()


async def test_an_ordinary_request_is_answered():
    async with serving(echo_size) as port:
        answer = await talk(port, HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
    assert status_of(answer) == 200
    assert b"server:" not in answer.lower()


@pytest.mark.parametrize("sent", [b"", b"POST / HT", HEAD, b"\r\n", HEAD + b"X-Slow: "])
async def test_headers_that_never_end_close_the_connection(sent):
    async with serving(echo_size, Hurried) as port:
        assert await talk(port, sent) == b""


async def test_dripping_headers_win_no_time():
    """Each new line would restart a clock that only watches for silence."""
    async with serving(echo_size, Hurried) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD)
        closed = asyncio.ensure_future(reader.read())
        dripped = 0
        while not closed.done():
            writer.write(b"X-A: b\r\n")
            dripped += 1
            await asyncio.sleep(0.02)
        assert await closed == b""
        assert dripped < 1000
        writer.close()


async def test_an_idle_connection_is_closed_again_after_stray_line_ends():
    async with serving(echo_size, Hurried) as port:
        answer = await talk(port, HEAD + b"Content-Length: 0\r\n\r\n", b"\r\n", pause=0.05)
    assert status_of(answer) == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"".join(b"X-%d: y\r\n" % n for n in range(3_000)) + b"\r\n",
    ],
    ids=["one long line", "many lines"],
)
async def test_headers_past_16_kib_are_431(headers):
    async with serving(echo_size) as port:
        answer = await talk(port, HEAD + headers)
    assert status_of(answer) == 431
    assert b"application/problem+json" in answer
    assert json.loads(answer.split(b"\r\n\r\n")[1])["type"] == "urn:signpost:problem:headers-too-large"


async def test_one_endless_line_is_431_before_it_ends():
    async with serving(echo_size) as port:
        answer = await talk(port, HEAD + b"X-Endless: ", *[b"a" * 8_000] * 4, pause=0.02)
    assert status_of(answer) == 431


async def test_a_request_line_past_16_kib_is_431():
    async with serving(echo_size) as port:
        answer = await talk(port, b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert status_of(answer) == 431


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        HEAD + b"Content-Length: two\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
async def test_what_is_not_http_is_a_problem_too(sent):
    async with serving(echo_size) as port:
        answer = await talk(port, sent)
    assert status_of(answer) == 400
    problem = json.loads(answer.split(b"\r\n\r\n")[1])
    assert problem["type"] == "urn:signpost:problem:malformed-request"
    assert problem["request_id"].startswith("req_")


async def test_a_peer_that_does_not_read_is_dropped():
    large.ended = asyncio.Event()
    async with serving(large, Hurried) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(HEAD + b"Content-Length: 0\r\n\r\n")
        async with asyncio.timeout(20):
            await large.ended.wait()
        writer.close()


async def test_one_megabyte_gets_its_413_over_a_real_socket():
    """The refusal must not be lost in a reset connection."""
    async with serving(BodyLimit(echo_size)) as port:
        for _ in range(20):
            answer = await talk(port, HEAD + b"Content-Length: 1000000\r\n\r\n", *[b"x" * 100_000] * 10)
            assert status_of(answer) == 413


async def test_chunks_past_the_limit_get_their_413_over_a_real_socket():
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    async with serving(BodyLimit(echo_size)) as port:
        answer = await talk(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 20, b"0\r\n\r\n")
    assert status_of(answer) == 413


async def test_a_client_that_asks_first_is_refused_before_it_sends():
    async with serving(BodyLimit(echo_size)) as port:
        answer = await talk(port, HEAD + b"Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n")
    assert status_of(answer) == 413


async def test_a_body_that_stalls_is_408():
    async with serving(BodyLimit(echo_size, seconds=0.1)) as port:
        answer = await talk(port, HEAD + b"Content-Length: 10\r\n\r\n{")
    assert status_of(answer) == 408
