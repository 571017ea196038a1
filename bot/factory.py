"""Wiring of the bot: the only file here that names concrete adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.assistant import Assistant, Parts
from bot.conversations.notices import Notices
from bot.deliver import Courier
from bot.desk.desk import Desk
from bot.notify import Notifier
from bot.ports import AnswerWriter, ConversationStore
from bot.settings import NO_LLM, BotSettings
from bot.warning import EarlyWarning
from bot.writers.budget import Budget, Ledger
from bot.writers.call import Guest, Limits
from bot.writers.extractive import ExtractiveWriter
from bot.writers.langchain import ChatModel
from bot.writers.ledger import SqlLedger
from bot.writers.llm import LlmWriter
from bot.writers.rewrite import Rewriter
from bot.writers.usage import Usage
from infra.webhook import Webhook
from knowledge.library import Library
from knowledge.models import Guide, Product
from status.board import StatusBoard
from status.history import History
from status.models import StatusReport
from status.ports import StatusReader


def build_assistant(
    settings: BotSettings,
    library: Library,
    status: StatusReader,
    store: ConversationStore,
    warning: EarlyWarning | None = None,
    history: History | None = None,
    usage: Usage | None = None,
    ledger: Ledger | None = None,
) -> Assistant:
    """Return an assistant over these parts; it opens and starts nothing.

    Without `warning` and `history` it heeds neither. `usage` counts what the language model does, where there is one,
    and `ledger` what it costs all processes; without it each counts for itself.
    """
    parts = Parts(library, status, store, _writer, settings.contact_url or "", warning=warning)
    if settings.llm != NO_LLM:
        guest = _guest(settings, usage or Usage(), ledger)
        rewrite = Rewriter(guest, settings.llm_rewrite_seconds) if settings.llm_rewrite else None
        parts = replace(parts, guest=partial(LlmWriter, guest), rewrite=rewrite)
    if isinstance(status, StatusBoard):
        parts = replace(parts, beside=_beside(status))
    return Assistant(replace(parts, past=lambda: history.past) if history else parts)


def build_ledger(settings: BotSettings, data_dir: Path) -> Ledger:
    """Return what counts a model's tokens in the database that all processes share; it opens nothing."""
    return SqlLedger(settings.database(data_dir))


def _guest(settings: BotSettings, usage: Usage, ledger: Ledger | None) -> Guest:
    budget = Budget(settings.llm_tokens, settings.llm_tokens_per_client, ledger=ledger)
    return Guest(ChatModel(settings), budget, Limits(settings.llm_first_seconds, settings.llm_seconds), usage=usage)


def _beside(board: StatusBoard) -> Callable[[Product, str], tuple[StatusReport, ...]]:
    def reports(product: Product, words: str) -> tuple[StatusReport, ...]:
        board.follow(product.status_pages)
        return board.beside(words)

    return reports


def build_notifier(settings: BotSettings, data_dir: Path, store: ConversationStore) -> Notifier:
    """Return what tells people that an incident is over; it opens and starts nothing."""
    url, secret = settings.notify_webhook, settings.notify_secret
    webhook = Webhook(url.get_secret_value(), secret.get_secret_value()) if url and secret else None
    return Notifier(Notices(settings.database(data_dir)), store, webhook)


def build_courier(settings: BotSettings, desk: Desk) -> Courier | None:
    """Return what posts handoff packets, where there is an address; it starts nothing."""
    url, secret = settings.handoff_webhook, settings.handoff_secret
    return Courier(desk, url.get_secret_value(), secret.get_secret_value() if secret else None) if url else None


def _writer(guide: Guide, contact_url: str) -> AnswerWriter:
    return ExtractiveWriter(guide, contact_url)
