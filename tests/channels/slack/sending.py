"""What Slack would send: signed bodies of events, buttons, commands and the shortcut."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

SECRET = "shh-this-is-signed"
WAY = "/slack/events"


def signed(body: bytes, form: str = "application/json", *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    """Return the headers of a body, signed as Slack's documentation says."""
    sent_at = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"Content-Type": form, "X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": f"v0={digest}"}


def event(number: int | str, **inner: Any) -> dict[str, Any]:
    """Return an event's envelope."""
    authorized = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    envelope = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "authorizations": authorized}
    return {**envelope, "event": inner}


def mention(number: int | str, text: str = "<@UBOT> chatgpt says 502 bad gateway", **more: Any) -> dict[str, Any]:
    """Return a call of our name, in a thread of its own unless another is given."""
    return event(
        number,
        **{
            "type": "app_mention",
            "channel": "C1",
            "user": f"U{number}",
            "text": text,
            "ts": f"1699000000.{next(_TS):06d}",
            **more,
        },
    )


def message(number: int | str, text: str, **more: Any) -> dict[str, Any]:
    """Return a message as a channel's members write it."""
    return mention(number, text, **{"type": "message", "channel_type": "channel", **more})


def press(element: dict[str, Any], user: str = "U1", **more: Any) -> dict[str, Any]:
    """Return a pressed button of a message in a thread."""
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": user},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1700000000.000001", "channel_id": "C1"},
        "message": {"ts": "1700000000.000001", "thread_ts": "1699000000.000001"},
        "actions": [{**element, "action_ts": f"1699.{next(_TS)}"}],
        "trigger_id": f"trigger-{next(_TS)}",
        **more,
    }


def as_json(payload: dict[str, Any]) -> tuple[bytes, str]:
    """Return an event as Slack sends it."""
    return json.dumps(payload).encode(), "application/json"


def as_form(payload: dict[str, Any]) -> tuple[bytes, str]:
    """Return an interaction, or a command where it has a `command`, as Slack sends it."""
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _count() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_TS = _count()
