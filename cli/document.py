"""Writes docs/configuration.md: every setting, in the words of .env.example, with what its class takes and defaults to.

`make docs` runs it. The example has the words, the settings classes have the rest, so neither can go stale unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

_ROOT = Path(__file__).parents[1]
EXAMPLE, PAGE = _ROOT / ".env.example", _ROOT / "docs" / "configuration.md"
_HEADING = re.compile(r"# --- (.+) ---")
_VARIABLE = re.compile(r"# ([A-Z][A-Z0-9_]+)=(.*)")
_INTRO = """# Configuration

Settings come from the environment of the `signpost` command; no file is read for them. Every one has a default, and a
value that makes no sense is named at the start with what would be right. `signpost doctor` says what is configured and
what is missing.

This page is made by `make docs` from `.env.example` and the settings classes.
"""
_HEAD = ("| variable | what it is | takes | default |", "|---|---|---|---|")


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting as the example tells it: its group, its variable, the value shown, and the words above it."""

    group: str
    variable: str
    shown: str
    words: str


def write(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(render(read_example(EXAMPLE.read_text("utf-8")), fields()), "utf-8")


def read_example(text: str) -> list[Entry]:
    """Return the settings of an example in its order. One without words of its own shares those of the one above."""
    entries: list[Entry] = []
    group, told = "", ""
    words: list[str] = []
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line):
            group, words, told = heading[1], [], ""
        elif variable := _VARIABLE.fullmatch(line):
            told, words = " ".join(words) or told, []
            entries.append(Entry(group, variable[1], variable[2], told))
        elif line.startswith("# "):
            words.append(line[2:])
        else:
            words = []
    return entries


def fields() -> dict[str, FieldInfo]:
    """Return the field of every variable that a settings class reads."""
    found: dict[str, FieldInfo] = {}
    for kind in _classes():
        prefix = str(kind.model_config.get("env_prefix", ""))
        for name, field in kind.model_fields.items():
            alias = field.validation_alias
            found[(alias if isinstance(alias, str) else prefix + name).upper()] = field
    return found


def _classes() -> Iterator[type[BaseSettings]]:
    """Import every settings module of the product and return its classes."""
    from importlib import import_module

    for path in sorted(_ROOT.glob("[a-z]*/**/settings.py")):
        parts = path.relative_to(_ROOT).with_suffix("").parts
        if parts[0] == "tests" or not (_ROOT / parts[0] / "__init__.py").is_file():
            continue
        module = import_module(".".join(parts))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseSettings) and value.__module__ == module.__name__:
                yield value


def render(entries: Sequence[Entry], known: dict[str, FieldInfo]) -> str:
    """Return the page. Raises KeyError for a variable of the example that no settings class reads."""
    lines = [_INTRO.rstrip()]
    group = ""
    for entry in entries:
        if entry.group != group:
            group = entry.group
            lines += ["", f"## {group}", "", *_HEAD]
        shown = f"`{entry.shown}`" if entry.shown else "none"
        cells = (f"`{entry.variable}`", entry.words, _takes(known[entry.variable]), shown)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _takes(field: FieldInfo) -> str:
    """Say in words what a field takes: its type, and the bounds of a number."""
    bounds = {type(one).__name__: getattr(one, type(one).__name__.lower(), None) for one in field.metadata}
    low, high = bounds.get("Ge", bounds.get("Gt")), bounds.get("Le", bounds.get("Lt"))
    said = _type(field.annotation)
    if low is not None and high is not None:
        return f"{said}, {low} to {high}"
    return f"{said}, {low} or more" if low is not None else said


def _type(kind: Any) -> str:
    origin, inner = get_origin(kind), [one for one in get_args(kind) if one is not NoneType]
    if origin is Annotated:
        return _type(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_type(one) for one in inner))
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return "a list, with commas"
    return _NAMES.get(getattr(kind, "__name__", ""), "text")


_NAMES = {"int": "a whole number", "float": "a number", "bool": "`0` or `1`", "Path": "a path", "SecretStr": "a secret"}


if __name__ == "__main__":
    write()
