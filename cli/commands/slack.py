"""`signpost slack`: Socket Mode, and the manifest to make the app from."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.session import complain, print_json, say, with_front

if TYPE_CHECKING:
    from api.front import Front
    from channels.slack.settings import SlackSettings

_NEEDS = "Set SLACK_BOT_TOKEN (xoxb-...) and SLACK_APP_TOKEN (xapp-...); docs/slack.md says where they come from."


def listen() -> int:
    """Answer in Slack until a signal says stop; exit code 1 when a token is missing or refused."""
    from api.settings import SettingsError, read_settings

    try:
        settings = read_settings().slack
    except SettingsError as error:
        return complain(str(error))
    if settings is None or settings.bot_token is None or settings.app_token is None:
        return complain(_NEEDS)
    wanted = settings
    return with_front(lambda front: _listen(front, wanted))


def manifest(url: str | None) -> int:
    """Print the manifest for this address, or for Socket Mode."""
    from channels.slack.manifest import manifest as made

    parts = urlsplit(url or "https://none")
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        return complain("Slack only calls a public https:// address, such as https://bot.example.com.")
    print_json(made(url))
    return 0


async def _listen(front: Front, settings: SlackSettings) -> int:
    from channels.slack.factory import build_socket
    from channels.slack.web import SlackFailed

    assert front.slack is not None
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    say("Answering in Slack; Ctrl+C ends it.")
    try:
        await build_socket(settings, front.slack).run(stop)
    except SlackFailed as failed:
        return complain(f"Slack refused the connection ({failed.code}). {_NEEDS}")
    return 0
