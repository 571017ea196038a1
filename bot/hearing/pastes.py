"""Pastes: what error pages, browsers and programs say of themselves, apart from what the person says."""

from __future__ import annotations

import re

# Whole lines only: the person's own words stand on lines of their own, before or after what they paste.
_LINES = (
    r"<[^\n]*>",
    r"the web server reported a bad gateway error\.?",
    r"(?:cloudflare )?ray id:?.*",
    r"your ip(?: address)?:?.*",
    r"(?:client|server) ip:?.*",
    r"(?:error )?reference number:?.*",
    r"cloudflare location:?.*",
    r"performance (?:&|and) security by cloudflare.*",
    r"(?:you|browser|cloudflare|[\w.-]+\.\w{2,})\s+(?:working|host error|error)",
    r"(?:what happened|what can i do)\?",
    r"please try again in a few minutes\.?",
    r"if you are (?:the owner|a visitor).*",
    r"\d{4}-\d\d-\d\d[ t]\d\d:\d\d(?::\d\d)?(?: utc)?",
    r"traceback \(most recent call last\):.*",
    r"file \".*",
    r"at \S+ ?\(.*",
    r"(?:[\w.]+\.)?\w*(?:error|exception)s?: .*",
    r"(?:uncaught )?\(in promise\).*",
    r"(?:get|post|put|patch|delete) https?://\S+.*",
    r"[\w.]+\(.*\)",
)
_PASTED = re.compile(rf"^[ \t>]*(?:{'|'.join(_LINES)})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NOISE = re.compile(r"<[^<>]{1,200}>|\[[^\[\]]{1,40}\]")


def without_pastes(message: str) -> str:
    """Return a message without the lines that no person wrote, markup and masked values; its codes may go as well."""
    return _NOISE.sub(" ", _PASTED.sub("", message)) if "\n" in message or "<" in message or "[" in message else message
