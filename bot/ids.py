"""Ids that the store makes or judges by their shape."""

from __future__ import annotations

import hashlib
import re
import secrets

_CONVERSATION = re.compile(r"c_[A-Za-z0-9_-]{22,64}")


def new_ref() -> str:
    """Return the short reference that agents and logs see: 40 random bits, independent of the conversation's id."""
    return f"r_{secrets.token_hex(5)}"


def handoff_id(conversation_id: str) -> str:
    """Return the one id of a conversation's handoff; a one-way hash, so that every replica names the same."""
    return "h_" + hashlib.sha256(b"handoff:" + conversation_id.encode()).hexdigest()[:24]


def tombstone(conversation_id: str) -> str:
    """Return what stays of an erased conversation: a hash that gives nothing away (the id is random)."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()


def looks_like_conversation(text: str) -> bool:
    """Tell whether a text has the shape of a conversation's id: at least 128 bits."""
    return _CONVERSATION.fullmatch(text) is not None
