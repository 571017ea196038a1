"""One client may ask so much, and is told how much is left."""

import io
import json
import re

import pytest

from api.ratelimit import RateLimit
from api.settings import ApiSettings
from infra.telemetry import build_log
from tests.api.layers import client, echo_size
from tests.api.test_windows import Clock


def limited(clock=None, **settings):
    return RateLimit(echo_size, ApiSettings(**settings), build_log(io.StringIO()), clock or Clock())


async def test_the_request_past_the_limit_is_429_with_retry_after_and_the_next_minute_is_free():
    clock = Clock()
    async with client(limited(clock, rate_limit=3)) as caller:
        answers = [await caller.post("/v1/chat") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        refused = answers[-1]
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:signpost:problem:rate-limited"
        assert refused.headers["retry-after"] == "60"
        clock.now += 60.1
        assert (await caller.post("/v1/chat")).status_code == 200


async def test_headers_tell_the_policy_and_what_is_left():
    clock = Clock()
    async with client(limited(clock, rate_limit=3)) as caller:
        first = await caller.post("/v1/chat")
        assert first.headers["ratelimit-policy"] == '"default";q=3;w=60'
        assert first.headers["ratelimit"] == '"default";r=2;t=60'
        clock.now += 20
        second = await caller.get("/v1/search?q=x")
        assert second.headers["ratelimit"] == '"default";r=1;t=40'
        third = await caller.get("/v1/search?q=x")
        refused = await caller.get("/v1/search?q=x")
        assert third.headers["ratelimit"] == refused.headers["ratelimit"] == '"default";r=0;t=40'
        assert refused.headers["retry-after"] == "40"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/demo", "/v1/status", "/openapi.json"])
async def test_health_pages_and_the_cached_status_are_never_limited(path):
    async with client(limited(rate_limit=1)) as caller:
        answers = [await caller.get(path) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert not [name for answer in answers for name in answer.headers if name.startswith("ratelimit")]


@pytest.mark.parametrize("path", ["/mcp", "/mcp/", "/v1/chat/completions", "/v1/models"])
async def test_programs_of_others_protocols_are_limited_like_our_own(path):
    async with client(limited(rate_limit=2)) as caller:
        answers = [await caller.post(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"


async def test_off_means_off():
    async with client(limited(rate_limit="off")) as caller:
        answers = [await caller.post("/v1/chat") for _ in range(100)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


async def test_another_client_has_its_own_window():
    app = limited(rate_limit=1)
    async with client(app, "203.0.113.9") as one, client(app, "203.0.113.10") as other:
        assert (await one.post("/v1/chat")).status_code == 200
        assert (await one.post("/v1/chat")).status_code == 429
        assert (await other.post("/v1/chat")).status_code == 200


async def test_a_forged_forwarded_address_is_no_way_around():
    async with client(limited(rate_limit=1)) as caller:
        answers = [await caller.post("/v1/chat", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429]


async def test_behind_a_trusted_proxy_each_person_has_a_window():
    async with client(limited(rate_limit=1, trusted_proxies="203.0.113.0/24")) as proxy:
        answers = [await proxy.post("/v1/chat", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_a_refusal_is_logged_without_the_address():
    stream = io.StringIO()
    app = RateLimit(echo_size, ApiSettings(rate_limit=1), build_log(stream), Clock())
    async with client(app) as caller:
        await caller.post("/v1/chat")
        await caller.post("/v1/chat")
    line = json.loads(stream.getvalue())
    assert line["event"] == "rate_limited"
    assert re.fullmatch(r"[0-9a-f]{12}", line["client"])
    assert "203.0.113.9" not in stream.getvalue()


async def test_agents_calls_are_counted_apart_and_ten_times_as_many():
    async with client(limited(rate_limit=3)) as caller:
        looked = [await caller.get("/v1/assist/conversations") for _ in range(30)]
        past = await caller.get("/v1/assist/queue")
        asked = await caller.post("/v1/chat")
    assert {answer.status_code for answer in looked} == {200}
    assert looked[0].headers["ratelimit-policy"] == '"desk";q=30;w=60'
    assert past.status_code == 429
    assert asked.status_code == 200
