"""A body is bounded in size and time before anybody reads it."""

import asyncio

import pytest

from api.limits import MOST_BYTES, BodyLimit
from tests.api.layers import client, echo_size


async def pieces(*parts, forever=False):
    for part in parts:
        yield part
    if forever:
        await asyncio.Event().wait()


@pytest.mark.parametrize("size", [0, 1, MOST_BYTES])
async def test_a_body_up_to_the_limit_arrives_whole(size):
    async with client(BodyLimit(echo_size)) as caller:
        answer = await caller.post("/", content=b"x" * size)
    assert answer.json()["size"] == size


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 1_000_000])
async def test_a_larger_body_is_413(size):
    async with client(BodyLimit(echo_size)) as caller:
        answer = await caller.post("/", content=b"x" * size)
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:signpost:problem:body-too-large"
    assert answer.headers["connection"] == "close"


async def test_a_declared_size_is_refused_before_a_byte_is_read():
    read = []

    async def body():
        read.append(True)
        yield b"x"

    async with client(BodyLimit(echo_size)) as caller:
        headers = {"Content-Length": "1000000", "Expect": "100-continue"}
        answer = await caller.post("/", content=body(), headers=headers)
    assert answer.status_code == 413
    assert read == []


async def test_chunks_without_a_declared_size_are_counted():
    async with client(BodyLimit(echo_size)) as caller:
        fits = await caller.post("/", content=pieces(b"x" * 30_000, b"y" * 30_000))
        tops = await caller.post("/", content=pieces(*[b"x" * 30_000] * 3))
    assert fits.json()["size"] == 60_000
    assert tops.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "12, 12", "0x10"])
async def test_a_length_that_is_no_number_is_400(length):
    async with client(BodyLimit(echo_size)) as caller:
        answer = await caller.post("/", content=pieces(b"x"), headers={"Content-Length": length.encode()})
    assert answer.status_code == 400


async def test_a_length_of_thousands_of_digits_is_413():
    async with client(BodyLimit(echo_size)) as caller:
        answer = await caller.post("/", content=pieces(b"x"), headers={"Content-Length": "9" * 5000})
    assert answer.status_code == 413


async def test_a_body_that_does_not_end_in_time_is_408():
    async with client(BodyLimit(echo_size, seconds=0.05)) as caller:
        answer = await caller.post("/", content=pieces(b"x", forever=True), headers={"Expect": "100-continue"})
    assert answer.status_code == 408
    assert answer.json()["type"] == "urn:signpost:problem:body-too-slow"


async def test_half_a_body_of_a_client_that_left_reaches_nobody():
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope)

    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    await BodyLimit(app)({"type": "http", "headers": [], "path": "/"}, receive, send)
    assert (reached, sent) == ([], [])


async def test_after_the_body_the_application_hears_of_a_disconnect():
    heard = []

    async def app(scope, receive, send):
        heard.extend([(await receive())["type"], (await receive())["type"]])

    messages = iter([{"type": "http.request", "body": b"{}", "more_body": False}, {"type": "http.disconnect"}])

    async def receive():
        return next(messages)

    await BodyLimit(app)({"type": "http", "headers": [], "path": "/"}, receive, receive)
    assert heard == ["http.request", "http.disconnect"]


async def test_what_is_not_http_passes():
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["type"])

    await BodyLimit(app)({"type": "lifespan"}, None, None)
    assert passed == ["lifespan"]
