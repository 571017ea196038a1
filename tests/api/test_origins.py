"""Web pages of listed origins may call, others may not."""

import pytest

from api.origins import Origins
from api.settings import ApiSettings
from tests.api.layers import client, echo_size

HELP = "https://help.example.com"


def app(origins=HELP):
    return Origins(echo_size, ApiSettings(allowed_origins=origins))


def preflight(origin=HELP, method="POST", headers="content-type,idempotency-key"):
    return {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}


async def test_a_listed_origin_may_read_the_answer_and_its_headers():
    async with client(app()) as caller:
        answer = await caller.post("/v1/chat", headers={"Origin": HELP})
    assert answer.headers["access-control-allow-origin"] == HELP
    exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert exposed >= {"location", "retry-after", "ratelimit", "x-request-id"}
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", HELP + ".evil.example", HELP.replace("s:", ":")])
async def test_another_origin_is_not_named(origin):
    async with client(app()) as caller:
        answer = await caller.post("/v1/chat", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


async def test_caches_are_told_that_the_origin_matters_even_without_one():
    async with client(app()) as caller:
        assert "Origin" in (await caller.get("/v1/status")).headers["vary"]


async def test_a_preflight_from_a_listed_origin_passes():
    async with client(app()) as caller:
        answer = await caller.options("/v1/chat", headers=preflight())
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["access-control-allow-origin"] == HELP
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "asked", [preflight("https://evil.example"), preflight(method="PUT"), preflight(headers="x-evil")]
)
async def test_any_other_preflight_is_a_problem(asked):
    async with client(app()) as caller:
        answer = await caller.options("/v1/chat", headers=asked)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:signpost:problem:origin-refused"
    assert "access-control-allow-origin" not in answer.headers
    assert "Origin" in answer.headers["vary"]


async def test_without_a_list_no_page_elsewhere_may_call():
    async with client(app(origins="")) as caller:
        answer = await caller.options("/v1/chat", headers=preflight())
    assert answer.status_code == 403
