"""The app's manifest: what Slack asks for when the app is made. The scopes are the fewest that do."""

from __future__ import annotations

from typing import Any

from channels.slack.sift import COMMAND, SHORTCUT

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
)
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.channels", "message.groups", "message.im")
WAY = "/slack/events"
NAME = "Signpost"
DESCRIPTION = (
    "An AI assistant for the moment when something is broken. It quotes the troubleshooting guide and the live status "
    "page, gives the next step you have not tried, and hands over to a person with everything written down."
)


def manifest(url: str | None) -> dict[str, Any]:
    """Return the manifest of an app that posts to this address, or, without one, of an app in Socket Mode."""
    where = {} if url is None else {"request_url": url.rstrip("/") + WAY}
    command = {
        "command": COMMAND,
        "description": "The live status, or an answer",
        "usage_hint": "status | ask QUESTION",
    }
    address = {} if url is None else {"url": url.rstrip("/") + WAY}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": "The next step when something is broken"},
        "features": {
            "agent_view": {"agent_description": DESCRIPTION},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": "Answer with the guide",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Drafts an answer that only you see",
                }
            ],
            "slash_commands": [{**command, **address, "should_escape": True}],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": [*EVENTS, "tokens_revoked"]},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
