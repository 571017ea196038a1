"""What Slack's own pieces say: buttons, notes, the Home tab. One block for each language that answers speak."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEFAULT = "en"


def say(language: str, key: str, **values: object) -> str:
    """Return the words of a key, filled in."""
    book = _book()
    words: str = {**book[DEFAULT], **book.get(language, {})}[key]
    return words.format(**values) if values else words


def prompts(language: str) -> tuple[str, ...]:
    """Return what an empty talk offers to ask."""
    return tuple(_book().get(language, _book()[DEFAULT])["prompts"])


def languages() -> tuple[str, ...]:
    """Return the languages that have words of their own."""
    return tuple(_book())


def keys(language: str) -> frozenset[str]:
    """Return the keys of one language."""
    return frozenset(_book()[language])


@cache
def _book() -> dict[str, dict[str, Any]]:
    book: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).with_suffix(".yaml")).read_text("utf-8"))
    return book
