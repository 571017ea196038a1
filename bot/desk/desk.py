"""All that agents work with, over the database that the conversations are in."""

from __future__ import annotations

from bot.desk.expire import Expiry


class Desk(Expiry):
    """Sessions, trail, lists, replies, queue, suggestions, outbox and tries; opened by its first use.

    It has no twin in memory: what agents do must be true in every process. Raises StoreUnavailable and nothing else.
    """
