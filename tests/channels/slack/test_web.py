"""What Slack refuses is told in one word, and never tried twice behind our back."""

from __future__ import annotations

import pytest

from channels.slack.web import SlackFailed, Web
from tests.slack_server import ME, TOKEN, Fault

POST = ("chat.postMessage", {"channel": "C1", "text": "x", "unfurl_links": False})


@pytest.fixture
async def web(slack):
    made = Web(TOKEN, slack.url)
    yield made
    await made.aclose()


async def test_a_call_reaches_slack_as_it_is(web, slack):
    assert (await web.call(*POST))["ok"] is True
    assert slack.replies[0].arguments == POST[1]
    assert await web.whoami() == ME


@pytest.mark.parametrize(
    ("fault", "code", "wait", "for_good"),
    [
        (Fault(429, "ratelimited", {"Retry-After": "7"}), "ratelimited", 7.0, False),
        (Fault(429, "ratelimited", {"Retry-After": "soon"}), "ratelimited", 1.0, False),
        (Fault(500), "internal_error", None, False),
        (Fault(error="channel_not_found"), "channel_not_found", None, True),
        (Fault(error="é" * 90), "server_error", None, False),
    ],
)
async def test_a_refusal_says_why_and_how_long_to_wait(web, slack, fault, code, wait, for_good):
    slack.fault = lambda _method, _number: fault
    with pytest.raises(SlackFailed) as failed:
        await web.call(*POST)
    assert (failed.value.code, failed.value.wait, failed.value.for_good) == (code, wait, for_good)
    slack.fault = lambda _method, _number: None
    await web.call(*POST)
    assert len(slack.replies) == 1


async def test_nobody_there_is_a_refusal_too():
    away = Web(TOKEN, "http://127.0.0.1:9/api/")
    with pytest.raises(SlackFailed, match="unreachable"):
        await away.call(*POST)
    await away.aclose()


@pytest.mark.parametrize(
    "url", ["https://evil.example/hook", "http://hooks.slack.com/x", "file:///etc/passwd", "http://["]
)
async def test_only_slack_s_own_response_addresses_are_called(web, url):
    with pytest.raises(SlackFailed, match="expired_url"):
        await web.respond(url, {"text": "x"})


async def test_a_used_up_response_address_is_given_up(web, slack):
    slack.fault = lambda method, _: Fault(404, "used_url") if method.startswith("hook") else None
    with pytest.raises(SlackFailed) as failed:
        await web.respond(slack.url.replace("/api/", "/hook"), {"text": "x"})
    assert failed.value.for_good
