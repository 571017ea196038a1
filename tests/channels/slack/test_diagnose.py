"""`signpost doctor` says what of Slack is set up, what is missing, and how to mend it; never a secret."""

from __future__ import annotations

import pytest

from channels.slack.factory import examine
from channels.slack.manifest import SCOPES
from channels.slack.settings import SlackSettings
from tests.slack_server import TOKEN, Fault

HERE = ("bot.example.com",)
WHOLE = {"bot_token": TOKEN, "signing_secret": "hush-signing", "handoff_channel": "C0AGENTS"}


async def signs(hosts=HERE, **given):
    return {sign.check: sign for sign in await examine(SlackSettings(**given), hosts)}


async def test_slack_that_nobody_wants_is_only_a_note():
    [told] = (await signs()).values()
    assert (told.state, "docs/slack.md" in told.mend) == ("note", True)


async def test_a_whole_setup_is_ok_and_names_bot_and_workspace(slack):
    told = await signs(**WHOLE, api_url=slack.url)
    assert {sign.state for sign in told.values()} == {"ok"}
    assert told["slack"].found == "Slack knows the bot as signpost in Acme."
    assert "signed HTTP" in told["slack events"].found


@pytest.mark.parametrize(
    ("given", "check", "state", "word"),
    [
        ({"signing_secret": "hush"}, "slack", "missing", "SLACK_SIGNING_SECRET without SLACK_BOT_TOKEN"),
        ({"bot_token": TOKEN}, "slack events", "missing", "no way for events"),
        ({"bot_token": "xoxp-hush", "app_token": "xapp-hush"}, "slack", "broken", "does not begin with xoxb-"),
        ({"bot_token": TOKEN, "app_token": "hush"}, "slack socket", "broken", "does not begin with xapp-"),
        ({"bot_token": TOKEN, "app_token": "xapp-hush"}, "slack handoffs", "note", "Nobody is told"),
    ],
)
async def test_what_is_missing_is_named_with_how_to_mend_it(slack, given, check, state, word):
    told = await signs(**given, api_url=slack.url)
    assert told[check].state == state
    assert word in told[check].found
    assert told[check].mend
    assert "hush" not in str(told)


async def test_signed_http_needs_a_name_that_slack_can_call(slack):
    told = await signs((), **WHOLE, api_url=slack.url)
    assert "API_ALLOWED_HOSTS" in told["slack address"].mend


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault(error="invalid_auth"), "broken"),
        (Fault(error="token_revoked"), "broken"),
        (Fault(500, "server_error"), "note"),
        (Fault(429, "ratelimited"), "note"),
        (Fault(headers={"X-OAuth-Scopes": "chat:write"}), "missing"),
    ],
)
async def test_what_slack_says_of_the_token_is_told(slack, fault, state):
    slack.fault = lambda _method, _number: fault
    told = await signs(**WHOLE, api_url=slack.url)
    assert told["slack"].state == state
    assert told["slack"].mend


async def test_a_scope_that_is_lacking_is_named(slack):
    granted = ",".join(scope for scope in SCOPES if scope != "im:history")
    slack.fault = lambda _method, _number: Fault(headers={"X-OAuth-Scopes": granted})
    told = await signs(**WHOLE, api_url=slack.url)
    assert told["slack"].found == "The app lacks im:history."


async def test_a_slack_that_is_away_breaks_nothing():
    told = await signs(**WHOLE, api_url="http://127.0.0.1:9/api/")
    assert told["slack"].state == "note"
