"""Where the next page of the list begins: after this time and reference."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from bot.records import Listed, Page

LARGEST = 100


def encode_cursor(item: Listed) -> str:
    """Return an opaque text."""
    return encode_place(item.updated_at, item.ref)


def encode_place(at: datetime, ref: str) -> str:
    """Return the cursor of whatever comes after this time and reference."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {ref}".encode()).decode()


def decode_cursor(cursor: str) -> tuple[datetime, str] | None:
    """Return time and reference; None for a text that is no cursor."""
    try:
        at, ref = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        # Whatever a stranger wrote has to be something that every database takes.
        return (datetime.fromisoformat(at).astimezone(UTC), ref) if ref.isprintable() else None
    except (binascii.Error, ValueError, OverflowError):
        return None


def page(items: list[Listed], limit: int) -> Page:
    """Return the first `limit` items, and the cursor if there is one more."""
    shown = tuple(items[:limit])
    return Page(shown, encode_cursor(shown[-1]) if len(items) > limit and shown else None)
