"""Slack's text -> what the person wrote: escapes undone, links and mentions as words."""

from __future__ import annotations

import html
import re

MOST = 2000
_SPECIAL = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_CONTROL = re.compile(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f]")


def hear(text: str, me: str) -> str:
    """Return the message without our own mention, up to 2000 characters; empty where nothing else is in it."""
    words = _SPECIAL.sub(lambda found: _word(found, me), text)
    words = html.unescape(words).encode("utf-8", "replace").decode()
    return re.sub(r" {2,}", " ", _CONTROL.sub(" ", words)).strip()[:MOST].strip()


def names(text: str, me: str) -> bool:
    """Tell whether the text mentions us."""
    return bool(me) and any(sign == "@" and who == me for sign, who, _ in _SPECIAL.findall(text))


def _word(found: re.Match[str], me: str) -> str:
    sign, target, label = found.groups()
    if sign == "@":
        return "" if target == me else f"@{label or 'somebody'}"
    if sign == "!":
        return label or ""
    if sign == "#":
        return f"#{label or 'channel'}"
    return label or target
