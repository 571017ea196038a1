"""Turns whatever a status page sent into plain text that is safe to show, quote and store."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

TEXT_LIMIT = 2000
LINE_LIMIT = 300
LINK_LIMIT = 500
# Markup inflates; what lies beyond this many characters of the source is never looked at.
SOURCE_LIMIT = 20_000

_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_MARKED_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s[^()\n]{0,200})?\)")
_SCHEME = re.compile(r"\b(?:https?|ftp|wss?|file)://\S+|\b(?:mailto|javascript|data|vbscript|tel):\S+", re.IGNORECASE)
_BARE = re.compile(
    r"\bwww\.\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/\S+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n ?(?:\s*\n ?)*")
# Joiners belong to scripts and emoji; every other invisible character can only reorder or hide what people read.
_KEPT = "\n\u200c\u200d"
_HIDDEN = ("Cc", "Cf", "Cs", "Co")


def plain(value: Any, limit: int = TEXT_LIMIT) -> str:
    """Return a value as plain text: no markup, entities, links, control or hidden characters; lines kept."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = _visible(str(value)[:SOURCE_LIMIT])
    text = _unmarked(text)
    for pattern, kept in ((_MARKED_LINK, r"\1"), (_SCHEME, ""), (_BARE, "")):
        text = pattern.sub(kept, text)
    text = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def line(value: Any, limit: int = LINE_LIMIT) -> str:
    """Return a value as one line of plain text, for names and titles."""
    return " ".join(plain(value, limit).split())


def link(value: Any) -> str:
    """Return a web address as it was sent, for comparing; nothing where it is none or has odd characters in it."""
    fits = isinstance(value, str) and len(value) <= LINK_LIMIT and value.isascii() and value.isprintable()
    return value if fits and value.startswith(("https://", "http://")) and " " not in value else ""


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in _HIDDEN)


def _unmarked(text: str) -> str:
    """Return text without HTML. Markup that was itself escaped is taken out as well."""
    if "<" in text:
        text = _parsed(_BREAKS.sub("\n", text))
    if "&" in text:
        text = _visible(html.unescape(text))
        text = _TAG.sub("", _BREAKS.sub("\n", text))
    return text


def _parsed(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "template", "noscript", "iframe", "svg"])
    body = tree.body
    return _visible(body.text(deep=True, separator="", strip=False)) if body else ""
