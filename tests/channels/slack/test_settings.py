"""Slack is off, and costs nothing, until it is set up."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from channels.slack.settings import API_URL, SlackSettings
from tests.child import run_script


def test_a_bot_token_alone_starts_nothing():
    assert not SlackSettings().on
    assert not SlackSettings(bot_token="x").on
    assert SlackSettings(bot_token="x", signing_secret="s").on
    assert SlackSettings(bot_token="x", app_token="a").on


def test_the_address_ends_in_a_slash_and_is_one():
    assert SlackSettings().api_url == API_URL
    assert SlackSettings(api_url="http://127.0.0.1:9/api").api_url == "http://127.0.0.1:9/api/"
    with pytest.raises(ValidationError, match="web address"):
        SlackSettings(api_url="slack.com")


def test_secrets_are_not_shown():
    assert "hush" not in repr(SlackSettings(bot_token="hush", signing_secret="hush", app_token="hush"))


def test_without_a_token_none_of_it_is_loaded():
    script = "import sys, api.app\nprint([name for name in sys.modules if name.startswith(('slack_sdk', 'aiohttp'))])"
    came = run_script(script)
    assert came.stdout.strip() == "[]", came.stderr


def test_a_token_without_the_packages_is_said_in_one_line():
    script = "import sys\nsys.modules['slack_sdk'] = None\nfrom cli.main import app\napp()"
    came = run_script(script, "slack", SLACK_BOT_TOKEN="xoxb-hush", SLACK_APP_TOKEN="xapp-hush")
    assert came.returncode == 1
    assert came.stderr.strip() == "SLACK_BOT_TOKEN needs slack-sdk and aiohttp, which come with the extra slack."
