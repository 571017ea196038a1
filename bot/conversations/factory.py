"""Wires the conversation store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.conversations.fallback import Chore, FallbackStore
from bot.conversations.sql import SqlStore
from bot.settings import BotSettings


def build_store(settings: BotSettings, data_dir: Path, *beside: Chore) -> FallbackStore:
    """Return the store, not yet open; SQLite in `data_dir` unless another database is set.

    `beside` are done whenever old conversations are erased.
    """
    database, retention = SqlStore(settings.database(data_dir)), timedelta(days=settings.retention_days)
    return FallbackStore(database, retention, beside=beside)
