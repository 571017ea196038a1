"""The manifest asks for the least, and for all that the code listens to."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from channels.slack.manifest import manifest
from cli.main import app

URL = "https://bot.example.com"


def test_every_address_of_the_manifest_is_the_one_door():
    made = json.dumps(manifest(URL + "/"))
    assert made.count(f"{URL}/slack/events") == made.count(URL) == 3


def test_without_an_address_it_is_socket_mode():
    made = manifest(None)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)


def test_it_asks_for_no_more_than_it_uses():
    made = manifest(URL)
    assert made["oauth_config"] == {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "assistant:write",
                "channels:history",
                "chat:write",
                "commands",
                "groups:history",
                "im:history",
            ]
        }
    }
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert "agent_view" in made["features"]


def test_the_command_prints_it():
    printed = CliRunner().invoke(app, ["slack", "manifest", "--url", URL])
    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == manifest(URL)


def test_an_address_that_slack_would_not_call_is_refused():
    for wrong in ("http://bot.example.com", "bot.example.com", "https://", "https://a/?b"):
        assert CliRunner().invoke(app, ["slack", "manifest", "--url", wrong]).exit_code == 1


def test_socket_mode_says_which_tokens_are_missing(monkeypatch):
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    refused = CliRunner().invoke(app, ["slack"])
    assert refused.exit_code == 1
    assert "SLACK_APP_TOKEN" in refused.output
