"""Wiring of the bot: the only file here that names concrete adapters."""

from __future__ import annotations

from bot.assistant import Assistant, Parts
from bot.ports import AnswerWriter, ConversationStore
from bot.settings import BotSettings
from bot.writers.extractive import ExtractiveWriter
from knowledge.library import Library
from knowledge.models import Guide
from status.cache import CachedStatus


def build_assistant(
    settings: BotSettings, library: Library, status: CachedStatus, store: ConversationStore
) -> Assistant:
    """Return an assistant over these parts; it opens and starts nothing."""
    return Assistant(Parts(library, status, store, _writer, settings.contact_url or ""))


def _writer(guide: Guide, contact_url: str) -> AnswerWriter:
    return ExtractiveWriter(guide, contact_url)
