"""Only our own names are served: a page that rebinds its name to a private address gets nothing."""

import pytest

from api.hosts import AllowedHosts
from api.settings import ApiSettings
from tests.api.layers import client, echo_size


async def status_for(name, path="/v1/status", **settings):
    async with client(AllowedHosts(echo_size, ApiSettings(**settings))) as caller:
        answer = await caller.get(path, headers={"Host": name})
    return answer.status_code


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8000", "127.0.0.1", "127.0.0.1:9999", "[::1]", "[::1]:80"])
async def test_loopback_is_served_on_every_port(host):
    assert await status_for(host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "127.0.0.1@evil", "[::2]"]
)
async def test_other_names_are_400(host):
    assert await status_for(host) == 400


async def test_the_address_we_listen_on_is_served():
    assert await status_for("192.0.2.7:8000", host="192.0.2.7") == 200
    assert await status_for("[2001:db8::7]:8000", host="2001:db8::7") == 200


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
async def test_listening_everywhere_opens_no_name(everywhere):
    assert await status_for("evil.example", host=everywhere) == 400
    assert await status_for(everywhere, host=everywhere) == 400


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ("bot.example.com", "bot.example.com", 200),
        ("bot.example.com", "BOT.example.com:443", 200),
        ("bot.example.com", "other.example.com", 400),
        ("bot.example.com:8443", "bot.example.com:8443", 200),
        ("bot.example.com:8443", "bot.example.com:80", 400),
        ("*.example.com", "deep.bot.example.com", 200),
        ("*.example.com", "example.com", 400),
        ("*.example.com", "evilexample.com", 400),
        ("*", "anything.example", 200),
        ("2001:db8::9", "[2001:db8::9]:80", 200),
    ],
)
async def test_the_operator_lists_more_names(allowed, host, status):
    assert await status_for(host, allowed_hosts=allowed) == status


async def test_the_refusal_is_a_problem_that_tells_the_operator_where_to_look():
    async with client(AllowedHosts(echo_size, ApiSettings())) as caller:
        answer = await caller.get("/", headers={"Host": "evil.example"})
    assert answer.json()["type"] == "urn:signpost:problem:unknown-host"
    assert "API_ALLOWED_HOSTS" in answer.json()["detail"]
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
async def test_probes_call_by_an_address_nobody_listed(path):
    assert await status_for("10.42.0.17:8000", path) == 200
