"""Wires the owner's picture over the shared database."""

from __future__ import annotations

from pathlib import Path

from bot.insights.ledger import Ledger
from bot.insights.observatory import Observatory
from bot.settings import BotSettings
from knowledge.library import Library


def build_observatory(settings: BotSettings, data_dir: Path, library: Library, page: str) -> Observatory:
    """Return it; nothing is opened yet. `page` is the status page's address."""
    return Observatory(Ledger(settings.database(data_dir)), library, page, settings.retention_days)
