"""What every stage of this room may use, in one typed place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.assistant import Assistant
from bot.models import Answer
from bot.notify import Notifier
from bot.ports import ConversationStore
from bot.warning import EarlyWarning
from channels.slack.ledger import Ledger
from channels.slack.settings import SlackSettings
from knowledge.library import Library
from status.models import StatusReport


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms behind this one. `report` reads the current status, `counted` is told of each new answer."""

    settings: SlackSettings
    ledger: Ledger
    assistant: Assistant
    store: ConversationStore
    report: Callable[[], Awaitable[StatusReport]]
    library: Library
    notifier: Notifier
    warning: EarlyWarning
    counted: Callable[[Answer], None] = lambda _answer: None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
