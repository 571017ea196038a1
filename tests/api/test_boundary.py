"""Every response is named, measured and safe; what nobody expected stays inside."""

import io
import json
import re

import pytest

from api.boundary import Boundary
from api.settings import ApiSettings
from infra.telemetry import Metrics, build_log, request_id
from tests.api.layers import client, echo_size


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def app(stream, metrics):
    return Boundary(echo_size, ApiSettings(), build_log(stream, "debug"), metrics)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_each_response_has_its_own_request_id_and_security_headers(app):
    async with client(app) as caller:
        one, other = await caller.get("/"), await caller.get("/")
    assert re.fullmatch(r"req_[0-9a-f]{20}", one.headers["x-request-id"])
    assert one.headers["x-request-id"] != other.headers["x-request-id"]
    assert one.headers["x-content-type-options"] == "nosniff"
    assert one.headers["referrer-policy"] == "no-referrer"
    assert one.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in one.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in one.headers["content-security-policy"]


async def test_a_request_id_from_outside_is_not_taken_over(app):
    async with client(app) as caller:
        answer = await caller.get("/", headers={"X-Request-ID": "mine\x1b[31m"})
    assert answer.headers["x-request-id"].startswith("req_")


async def test_an_unexpected_exception_is_a_problem_without_its_message(app, stream):
    async with client(app) as caller:
        answer = await caller.get("/boom")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:signpost:problem:internal"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "secret recipe" not in answer.text + stream.getvalue()


async def test_the_log_finds_the_exception_by_the_request_id(app, stream):
    async with client(app) as caller:
        answer = await caller.get("/boom")
    failed = next(line for line in lines(stream) if line["event"] == "unexpected")
    assert failed["request_id"] == answer.headers["x-request-id"]
    assert failed["error"] == "RuntimeError"
    assert "layers.py" in failed["where"]


async def test_an_exception_after_the_response_began_is_logged_and_ends_the_connection(app, stream):
    async with client(app) as caller:
        with pytest.raises(RuntimeError):
            await caller.get("/late")
    assert [line["event"] for line in lines(stream)] == ["unexpected", "request"]


async def test_each_request_is_one_line_without_path_or_address(app, stream):
    async with client(app) as caller:
        await caller.get("/v1/conversations/c_secret")
    (line,) = lines(stream)
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "unmatched", 200)
    assert "c_secret" not in stream.getvalue()
    assert "203.0.113.9" not in stream.getvalue()


async def test_requests_are_counted_by_route_and_status(app, metrics):
    async with client(app) as caller:
        await caller.get("/")
        await caller.get("/boom")
        await caller.request("BREW", "/")
    text = metrics.exposition().decode()
    assert 'signpost_requests_total{method="GET",route="unmatched",status="200"} 1.0' in text
    assert 'signpost_requests_total{method="GET",route="unmatched",status="500"} 1.0' in text
    assert 'signpost_requests_total{method="other",route="unmatched",status="200"} 1.0' in text
    assert "signpost_requests_open 0.0" in text


async def test_the_request_id_ends_with_its_request(app):
    async with client(app) as caller:
        await caller.get("/")
    assert request_id.get() == ""
