"""Takes the power out of text that Slack would act on: mentions, special links, links nobody allowed."""

from __future__ import annotations

import re
from collections.abc import Collection

# A space of no width: what it splits is no longer Slack's syntax, and reads the same.
GAP = "\u200b"
LABEL = 200
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^\s()<>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
_ADDRESS = re.compile(r"(?i):(?=//)|www(?=\.)|(?:mailto|slack|javascript|data):(?=\S)")
_CALL = re.compile(r"(?i)@(?=(?:here|channel|everyone|group)\b|[UWS][A-Z0-9]{6,})")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def defang(text: str) -> str:
    """Return plain text that mentions nobody and links nowhere."""
    text = _INVISIBLE.sub("", text).replace("<", f"<{GAP}")
    return _ADDRESS.sub(lambda found: found.group() + GAP, _CALL.sub(f"@{GAP}", text))


def defang_markdown(text: str, allowed: Collection[str]) -> str:
    """Return Markdown in which only links to exactly the allowed addresses are left; the others keep their words."""
    pieces, end = [], 0
    for link in _LINK.finditer(text):
        label, address = link.groups()
        pieces.append(defang(text[end : link.start()]))
        shown = defang(label)
        pieces.append(f"[{shown}]({address})" if is_web(address) and address in allowed else shown)
        end = link.end()
    return "".join(pieces) + defang(text[end:])


def addresses(text: str) -> tuple[str, ...]:
    """Return where the links of a Markdown text lead."""
    return tuple(found.group(2) for found in _LINK.finditer(text))


def escape(text: str) -> str:
    """Return text for Slack's own markup (mrkdwn), where nothing in it means anything."""
    return defang(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """Return Markdown as a person reads it without rendering, for the fallback text; it is in Slack's markup too."""
    words = _LINK.sub(lambda link: link.group(1), text)
    return escape(re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", words))


def link(label: str, address: str) -> str:
    """Return a link in Slack's own markup, or only its words where the address is none of the web."""
    words = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
    shown = escape(words).replace("|", "¦").replace("\n", " ")
    return f"<{address}|{shown}>" if is_web(address) else shown


def is_web(address: str) -> bool:
    """Tell whether this is an address of the web that ends where it seems to end."""
    return re.fullmatch(r"https?://[^\s<>|()\"`]{1,2900}", address) is not None
