"""Lets in what Slack signed and nothing else: the signature first, over the bytes as they came, then their form."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

WINDOW_SECONDS = 300
DEEPEST = 60
_TIME = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Forged(Exception):
    """Slack did not sign this, or did so too long ago."""


class Malformed(Exception):
    """Slack's signature, but no payload of Slack's."""


def check(secret: str, sent_at: str, signature: str, body: bytes, now: float) -> None:
    """Raise Forged unless the signature fits the raw body and is five minutes old at most (`now` in Unix seconds)."""
    if not _TIME.fullmatch(sent_at) or not _SIGNATURE.fullmatch(signature):
        raise Forged
    if abs(now - int(sent_at)) > WINDOW_SECONDS:
        raise Forged
    if not hmac.compare_digest(sign(secret, sent_at, body).encode(), signature.encode()):
        raise Forged


def sign(secret: str, sent_at: str, body: bytes) -> str:
    """Return the signature of a body (docs.slack.dev, verifying requests)."""
    return "v0=" + hmac.new(secret.encode(), b"v0:%b:%b" % (sent_at.encode(), body), hashlib.sha256).hexdigest()


def read(content_type: str, body: bytes) -> Mapping[str, Any]:
    """Return an event, an interaction or a command. Raises Malformed."""
    form = content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"
    try:
        text = body.decode("utf-8")
        if not form:
            return _object(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
        return _object(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        raise Malformed from None


def _object(text: str) -> Mapping[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise Malformed
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [one for held in level for one in _inside(held)]
        if not level:
            return value
    raise Malformed


def _inside(held: Any) -> list[Any]:
    return list(held.values()) if isinstance(held, dict) else held if isinstance(held, list) else []
