"""Pastes: what error pages, browsers and programs say of themselves, apart from what the person says."""

from __future__ import annotations

import re

# An address, or what stands in its place once it is masked.
_ADDRESS = r"(?:[\da-f]{0,4}[.:]){2,7}[\da-f.]{0,15}|\[[^\[\]\n]{1,40}\]"
# Whole lines only: the person's own words stand on lines of their own, before or after what they paste.
_LINES = (
    r"<[^\n]*>",
    r"the web server reported a bad gateway error\.?",
    r"(?:cloudflare )?ray id:? ?[0-9a-f]{8,}(?:-[a-z]{3})?",
    rf"(?:your|client|server) ip(?: address)?:? ?(?:{_ADDRESS}|click to reveal)?",
    r"(?:error )?reference number:? ?[\w.-]*\d[\w.-]*",
    r"cloudflare location:? ?[\w, ]{0,40}",
    r"performance (?:&|and) security by cloudflare.*",
    r"(?:you|browser|cloudflare|[\w.-]+\.\w{2,})\s+(?:working|host error|error)",
    r"please try again in a few minutes\.?",
    r"if you are (?:the owner|a visitor).*",
    r"\d{4}-\d\d-\d\d[ t]\d\d:\d\d(?::\d\d)?(?: utc)?",
    r"traceback \(most recent call last\):",
    r"file \"[^\"\n]*\", line \d+.*",
    r"at (?:\S+ )?\(?\S*:\d+\)?",
    r"(?-i:(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)): .*",
    r"(?:uncaught )?\(in promise\).*",
    r"(?:get|post|put|patch|delete) https?://\S+.*",
    r"[\w.]+\(.*\)",
)
_PASTED = re.compile(rf"^[ \t>]*(?:{'|'.join(_LINES)})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NOISE = re.compile(r"<[^<>]{1,200}>|\[[^\[\]]{1,40}\]")
# Headings of an error page that a person may as well ask: only beside other lines of one.
_ASKED_BY_PAGES = re.compile(r"^[ \t>]*(?:what happened|what can i do)\?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_SURELY_PASTED = 2


def without_pastes(message: str) -> str:
    """Return a message without the lines that no person wrote, markup and masked values; its codes may go as well."""
    if not any(mark in message for mark in "\n<["):
        return message
    told, pasted = _PASTED.subn("", message)
    return _NOISE.sub(" ", _ASKED_BY_PAGES.sub("", told) if pasted >= _SURELY_PASTED else told)
