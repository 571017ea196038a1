"""What of Slack is set up, what is missing, and how to mend it; Slack itself is asked whether it knows the token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from channels.slack.manifest import SCOPES
from channels.slack.settings import SlackSettings
from channels.slack.web import Installed, SlackFailed, Web

PAGE = "docs/slack.md"
_SHOWN = {"SLACK_BOT_TOKEN": "slack", "SLACK_APP_TOKEN": "slack socket"}
_TRANSIENT = frozenset(("ratelimited", "server_error", "unreachable"))


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing about the setup: its name, ok | note | missing | broken, what was found, how to mend it."""

    check: str
    state: str
    found: str
    mend: str = ""


async def diagnose(settings: SlackSettings, hosts: tuple[str, ...], web: Web | None) -> tuple[Sign, ...]:
    """Return what there is to say; `hosts` are the names this server answers to, `web` is None without a bot token."""
    told = tuple(_told(settings, hosts))
    if web is None or any(sign.state == "broken" for sign in told):
        return told
    return (await _asked(web), *told)


def _told(settings: SlackSettings, hosts: tuple[str, ...]) -> Iterator[Sign]:
    """Yield what the settings alone say."""
    others = [name for name in ("signing_secret", "app_token", "handoff_channel") if getattr(settings, name)]
    if settings.bot_token is None:
        if others:
            names = ", ".join(f"SLACK_{name.upper()}" for name in others)
            yield Sign("slack", "missing", f"Off: {names} without SLACK_BOT_TOKEN.", _copy("SLACK_BOT_TOKEN"))
        else:
            yield Sign(
                "slack", "note", "Off: SLACK_BOT_TOKEN is not set.", f"{PAGE} says how to install it, if you want it."
            )
        return
    yield from _tokens(settings)
    if settings.signing_secret and not hosts:
        mend = "Put the server's public name into API_ALLOWED_HOSTS."
        yield Sign("slack address", "missing", "Slack cannot reach this server by a name.", mend)
    if settings.handoff_channel is None:
        mend = "Set SLACK_HANDOFF_CHANNEL to the id (C...) of your agents' channel and invite the app there."
        yield Sign("slack handoffs", "note", "Nobody is told when a person is asked for.", mend)


def _tokens(settings: SlackSettings) -> Iterator[Sign]:
    """Yield what is wrong with the shape of the tokens, and by which way events come."""
    for name, secret, begins in (
        ("SLACK_BOT_TOKEN", settings.bot_token, "xoxb-"),
        ("SLACK_APP_TOKEN", settings.app_token, "xapp-"),
    ):
        if secret is not None and not secret.get_secret_value().startswith(begins):
            yield Sign(
                _SHOWN[name], "broken", f"{name} does not begin with {begins}: it is another token.", _copy(name)
            )
    ways = [
        ("signed HTTP (signpost serve)", settings.signing_secret),
        ("Socket Mode (signpost slack)", settings.app_token),
    ]
    used = " and ".join(way for way, secret in ways if secret)
    if used:
        yield Sign("slack events", "ok", f"Events come by {used}.")
    else:
        mend = "Set SLACK_SIGNING_SECRET for signed HTTP, or SLACK_APP_TOKEN for Socket Mode."
        yield Sign("slack events", "missing", "Off: no way for events to come.", mend)


async def _asked(web: Web) -> Sign:
    """Return what Slack says about the bot token."""
    try:
        known = await web.installed()
    except SlackFailed as failed:
        if failed.code in _TRANSIENT:
            mend = "Check the network, and SLACK_API_URL if it is set."
            return Sign("slack", "note", f"Slack was not reached ({failed.code}).", mend)
        mend = f"Install the app again and copy the token; {PAGE} says where it is."
        return Sign("slack", "broken", f"Slack refuses SLACK_BOT_TOKEN ({failed.code}).", mend)
    finally:
        await web.aclose()
    return _known(known)


def _known(known: Installed) -> Sign:
    # An answer without scopes says nothing about them.
    lacking = sorted(set(SCOPES) - known.scopes) if known.scopes else []
    if lacking:
        mend = "Make the app from `signpost slack manifest` again, and install it again."
        return Sign("slack", "missing", f"The app lacks {', '.join(lacking)}.", mend)
    return Sign("slack", "ok", f"Slack knows the bot as {known.name} in {known.workspace}.")


def _copy(name: str) -> str:
    return f"Copy {name} from https://api.slack.com/apps; {PAGE} says where it stands."
