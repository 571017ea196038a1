"""Gives the chat's own names short ones, so that a page loads less.

A name is shortened everywhere or nowhere, so no scope needs to be known. It stays wherever one of its places means
something beyond itself: a property, a key, a method, a word inside a template.
"""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator

_NAME = re.compile(r"(?<![\w$])[A-Za-z_$][\w$]*")
# const, let, class and function; parameters of an arrow; parameters of a function or method, but not what `if` asks.
_DECLARED = re.compile(
    r"\b(?:const|let|class|function\*?)[ \[](\w+)|[(,\[.](\w+)(?=[^()]*\)=>)"
    r"|(?:(?<!\bif)\(|,)(?!const\b)(\w+)(?=[^()]*\)\{)"
)
_KEYWORD = re.compile(
    r"arguments|as|async|await|break|case|catch|class|const|continue|delete|do|else|export|extends|finally|for|from"
    r"|function|get|if|import|in|instanceof|let|new|of|return|set|static|super|switch|this|throw|try|typeof|void"
    r"|while|yield"
)
_BODY = re.compile(r"\((?:[^()]|\([^()]*\))*\)\{")
_BEFORE_METHOD = ("async ", "static ", "get ", "set ", "{", "}", ";", ",", "\n")
LETTERS = 2


def shorten(pieces: list[tuple[str, bool]]) -> str:
    """Join pieces of tight code, each told to be a literal or not, under short names."""
    code = "".join(text if not literal else '"' for text, literal in pieces)
    templates = [text.partition("${")[2] for text, literal in pieces if literal and text.startswith("`")]
    kept = {name for text in templates for name in _NAME.findall(text)} | _outward(code)
    used = Counter(_NAME.findall(code))
    declared = {name for found in _DECLARED.finditer(code) for name in found.groups() if name}
    ours = [name for name, _ in used.most_common() if name in declared - kept and len(name) > LETTERS]
    short = dict(zip(ours, (name for name in _names() if name not in used and name not in kept), strict=False))
    return "".join(
        text if literal else _NAME.sub(lambda found: short.get(found.group(), found.group()), text)
        for text, literal in pieces
    )


def _names() -> Iterator[str]:
    """Return every name of few letters."""
    names = ("".join(letters) for letters in itertools.product(string.ascii_letters, repeat=LETTERS))
    return (name for name in names if not _KEYWORD.fullmatch(name))


def _outward(code: str) -> set[str]:
    """Return the names that stand as a property, a key, a shorthand, a method or a word of the language."""
    inside = _brackets(code)
    found = set()
    for place in _NAME.finditer(code):
        start, end = place.span()
        before, after = code[start - 1 : start], code[end : end + 1]
        braces = inside[start] == "{"
        property_ = before == "." and code[start - 3 : start] != "..."
        key = braces and before in "{," and after in ":,}="
        method = braces and _BODY.match(code, end) and code.endswith(_BEFORE_METHOD, 0, start)
        if property_ or key or method or _KEYWORD.fullmatch(place.group()):
            found.add(place.group())
    return found


def _brackets(code: str) -> list[str]:
    """Return for every place the innermost bracket that is open there."""
    opened, inside = [""], []
    for letter in code:
        if letter in ")]}":
            opened.pop()
        inside.append(opened[-1])
        if letter in "([{":
            opened.append(letter)
    return inside
