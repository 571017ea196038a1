"""Say what a misspelt word may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(wrong: str, right: Iterable[str], otherwise: str) -> str:
    """Return advice: the closest right word, or what to do `otherwise`."""
    from difflib import get_close_matches

    close = get_close_matches(wrong, list(right), n=1)
    return f"`{close[0]}` may be meant" if close else otherwise
