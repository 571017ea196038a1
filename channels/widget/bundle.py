"""Joins the chat's modules and style sheets into the two files that are served, so that a page asks only twice.

The modules stay as they are written; joining relies on what a test holds them to: named imports from files beside
them, one `import` or `export` a line, and no name twice at the top of two files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from channels.widget.shorten import shorten

HERE = Path(__file__).parent
CHAT = HERE / "chat"
FIRST = "main.js"
SHEETS = ("look.css", "panel.css", "talk.css", "answer.css")

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";$', re.MULTILINE)
_IMPORT_AS = re.compile(r"(\w+) as (\w+)")
_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"/\*\* (?:@type|[A-Z])[^\n]*?\*/ ?")
_LINE_COMMENT = re.compile(r"[ \t]+// .*$", re.MULTILINE)
_BREAK = re.compile(r"(?<=[;{},(\[])\n|\n(?=[)}\].?:|&])")
_AFTER = re.compile(r"([:,]) +")
_AROUND = re.compile(r"\s*([{};])\s*")
_LAST = re.compile(r";(?=})")
# What is never touched: strings, templates, and a regular expression where one may stand.
_LITERAL = re.compile(
    r""""(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|"""
    r"""(?:(?<=[(,=:\[!&|?{};])|(?<=\breturn)) ?/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/"""
)
_ROOM = re.compile(r"[ \t]*([=<>&|?:*%!,;{}()\[\]])[ \t]*|[ \t]+([+])[ \t]+(?![+])")
_EXPORT = re.compile(r"^export (?=(?:async |class |const |function))", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|^export \{\};\n|\n(?=\n)", re.MULTILINE)


@cache
def script() -> bytes:
    """Return the whole chat as one module."""
    joined = "".join(_lean((CHAT / name).read_text("utf-8")) for name in modules())
    return shorten(list(pieces(joined))).encode()


@cache
def sheet() -> bytes:
    """Return the whole style sheet."""
    joined = "".join((CHAT / name).read_text("utf-8") for name in SHEETS)
    return _LAST.sub("", _AFTER.sub(r"\1", _AROUND.sub(r"\1", _INDENT.sub("", _COMMENT.sub("", joined))))).encode()


@cache
def digest() -> str:
    """Return a name for this version of both."""
    return hashlib.sha256(script() + sheet()).hexdigest()[:16]


@cache
def loader() -> bytes:
    """Return the loader, asking for this version by its name, so that browsers may keep that for ever."""
    text = _INDENT.sub("", _COMMENT.sub("", (HERE / "signpost.js").read_text("utf-8")))
    return text.replace("./chat.js", f"./chat.{digest()}.js").encode()


@cache
def modules() -> tuple[str, ...]:
    """Return the modules' names, each after those it imports; types alone are left out."""
    found: dict[str, None] = {}

    def visit(name: str, on_the_way: tuple[str, ...]) -> Iterator[str]:
        for wanted in _IMPORT.findall((CHAT / name).read_text("utf-8")):
            if wanted not in on_the_way and wanted not in found:
                yield from visit(wanted, (*on_the_way, name))
        found[name] = None
        yield name

    return tuple(visit(FIRST, ()))


def _lean(text: str) -> str:
    """Drop imports, comments and indentation; an import under another name becomes a second name."""
    renamed = "".join(
        f"const {new} = {old};\n" for line in _IMPORT.finditer(text) for old, new in _IMPORT_AS.findall(line.group())
    )
    bare = _TYPE.sub("", _LINE_COMMENT.sub("", _COMMENT.sub("", _IMPORT.sub("", text))))
    return tight(renamed + _BREAK.sub("", _INDENT.sub("", _EXPORT.sub("", bare))))


def tight(code: str) -> str:
    """Drop what means nothing outside literals: room around punctuation, the last semicolon of a block.

    Breaks stay, a statement may end there.
    """
    return "".join(text if literal else _LAST.sub("", _ROOM.sub(r"\1\2", text)) for text, literal in pieces(code))


def pieces(code: str) -> Iterator[tuple[str, bool]]:
    """Cut code into what is a literal (true) and what stands between two of them (false)."""
    end = 0
    for literal in _LITERAL.finditer(code):
        yield code[end : literal.start()], False
        yield literal.group().strip(" "), True
        end = literal.end()
    yield code[end:], False
