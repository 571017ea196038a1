"""Wiring of the Slack room: the only file here that names concrete adapters."""

from __future__ import annotations

from channels.slack.diagnose import Sign, diagnose
from channels.slack.ledger import Ledger
from channels.slack.parts import Parts
from channels.slack.settings import SlackSettings
from channels.slack.slack import Slack
from channels.slack.socket import Socket
from channels.slack.web import Web


def build_ledger(database_url: str) -> Ledger:
    """Return the claims and threads of the shared database; nothing is opened yet."""
    return Ledger(database_url)


def build_slack(settings: SlackSettings, parts: Parts) -> Slack:
    """Return the channel; nothing is opened or started yet. `settings.bot_token` must be set."""
    secret = settings.signing_secret.get_secret_value() if settings.signing_secret else None
    return Slack(parts, _build_web(settings), secret)


def build_socket(settings: SlackSettings, slack: Slack) -> Socket:
    """Return Socket Mode for this channel. Both tokens must be set."""
    assert settings.app_token is not None
    return Socket(slack, _build_web(settings), settings.app_token.get_secret_value())


async def examine(settings: SlackSettings, hosts: tuple[str, ...]) -> tuple[Sign, ...]:
    """Return what there is to say about the setup. Raises nothing: what Slack refuses is part of it."""
    return await diagnose(settings, hosts, _build_web(settings) if settings.bot_token else None)


def _build_web(settings: SlackSettings) -> Web:
    assert settings.bot_token is not None
    return Web(settings.bot_token.get_secret_value(), settings.api_url)
