"""A payload of Slack's -> the job in it, or nothing: what is not for us, or not from a person, is not kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from channels.slack.hear import names
from channels.slack.models import Button, Job, Kind

SHORTCUT = "answer_with_guide"
COMMAND = "/signpost"
# An edit, a deletion or a join is no message of a person; these are.
_WRITTEN = (None, "file_share", "thread_broadcast")
_ID = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_TEXT = 12_000

Fields = Mapping[str, Any]


def sift(payload: Fields, me: str) -> Job | None:
    """Return the job; `me` is our own user id, empty while it is not known."""
    if payload.get("type") == "event_callback":
        return _event(payload, _inner(payload, "event"), _own_id(payload) or me)
    if payload.get("type") == "block_actions":
        return _press(payload)
    if payload.get("type") == "message_action" and payload.get("callback_id") == SHORTCUT:
        return _shortcut(payload)
    if "command" in payload:
        return _command(payload)
    return None


def _event(payload: Fields, event: Fields, me: str) -> Job | None:
    claim, team, kind = _id(payload, "event_id"), _id(payload, "team_id"), event.get("type")
    if kind in ("app_uninstalled", "tokens_revoked"):
        revoked = kind == "app_uninstalled" or bool(_inner(event, "tokens").get("bot"))
        return Job(Kind.GONE, f"event:{claim}", team) if revoked and claim else None
    if kind == "app_home_opened" and claim:
        wanted = Kind.GREET if event.get("tab") == "messages" else Kind.HOME
        found = Job(wanted, f"event:{claim}", team, channel=_id(event, "channel"), person=_id(event, "user"))
        return found if found.person else None
    if kind in ("message", "app_mention"):
        return _message(f"event:{claim}", team, event, me)
    return None


def _message(claim: str, team: str, event: Fields, me: str) -> Job | None:
    """Return what a person wrote to us, or into a thread; other bots, edits and our own words are nobody's."""
    person, channel, ts = _id(event, "user"), _id(event, "channel"), _id(event, "ts")
    other = event.get("bot_id") or event.get("bot_profile") or event.get("hidden")
    if other or event.get("subtype") not in _WRITTEN or person in ("", me, "USLACKBOT") or not (channel and ts):
        return None
    text, thread = _text(event, "text"), _id(event, "thread_ts")
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    mentioned = direct or event.get("type") == "app_mention" or names(text, me)
    if not mentioned and not thread:
        return None
    kind = Kind.ASK if mentioned else Kind.FOLLOW_UP
    claim = claim if claim != "event:" else f"message:{channel}:{ts}"
    return Job(kind, claim, team, channel, thread or ts, ts, person, text=text, direct=direct, mentioned=mentioned)


def _press(payload: Fields) -> Job | None:
    """Return a pressed button. One that may count only once is claimed by what it says, another by the press."""
    actions = payload.get("actions")
    action: Any = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict) or str(action.get("action_id")).partition(":")[0] not in tuple(Button):
        return None
    name, value = str(action["action_id"])[:255], _text(action, "value")
    container, message = _inner(payload, "container"), _inner(payload, "message")
    person, channel = _id(_inner(payload, "user"), "id"), _id(_inner(payload, "channel"), "id")
    ts = _id(message, "ts") or _id(container, "message_ts")
    thread = _id(message, "thread_ts") or _id(container, "thread_ts") or ts
    hidden = container.get("is_ephemeral") is True
    pressed = _id(action, "action_ts") or _text(payload, "trigger_id")
    once = f"{value}" if not name.startswith(Button.FEEDBACK) else f"{person}:{pressed}:{value}"
    return Job(
        Kind.PRESS,
        f"press:{name}:{once}",
        _id(_inner(payload, "team"), "id"),
        channel,
        thread,
        person=person,
        action=name.partition(":")[0],
        value=value,
        url=_text(payload, "response_url") if hidden else "",
    )


def _shortcut(payload: Fields) -> Job | None:
    message, channel = _inner(payload, "message"), _id(_inner(payload, "channel"), "id")
    ts = _id(message, "ts")
    return Job(
        Kind.SHORTCUT,
        f"shortcut:{_text(payload, 'trigger_id') or _id(payload, 'action_ts')}",
        _id(_inner(payload, "team"), "id"),
        channel,
        _id(message, "thread_ts") or ts,
        person=_id(_inner(payload, "user"), "id"),
        text=_text(message, "text"),
        url=_text(payload, "response_url"),
    )


def _command(payload: Fields) -> Job | None:
    return Job(
        Kind.COMMAND,
        f"command:{_text(payload, 'trigger_id')}",
        _id(payload, "team_id"),
        _id(payload, "channel_id"),
        person=_id(payload, "user_id"),
        text=_text(payload, "text"),
        url=_text(payload, "response_url"),
    )


def _own_id(payload: Fields) -> str:
    """Return our user id as this event names it."""
    given = payload.get("authorizations")
    first = given[0] if isinstance(given, list) and given else None
    return _id(first, "user_id") if isinstance(first, dict) and first.get("is_bot") is True else ""


def _inner(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _id(fields: Fields, name: str) -> str:
    """Return an id or a time stamp; nothing for what has not the shape of one."""
    value = fields.get(name)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value[:_TEXT] if isinstance(value, str) else ""
