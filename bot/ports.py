"""The two seams of this room; each has an offline twin that ships."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from bot.models import Answer, Conversation, Decision, Draft, Question, Turn, Understanding
from status.models import StatusReport


class AnswerWriter(Protocol):
    """Puts a decision into words. It never decides, and never adds a fact."""

    name: str

    def write(self, decision: Decision, understanding: Understanding, report: StatusReport) -> AsyncIterator[Draft]:
        """Yield one draft, or several that each replace the one before."""
        ...


class StoreUnavailable(Exception):
    """The conversation store cannot be used now; the message says why in one plain sentence."""


class ConversationStore(Protocol):
    """Keeps conversations. Every write is durable when the call returns. Raises StoreUnavailable only."""

    async def create(self, conversation: Conversation) -> None:
        """Store a new conversation."""
        ...

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its capability, with all its turns; None when there is none."""
        ...

    async def by_ref(self, ref: str) -> Conversation | None:
        """Return a conversation by the reference that agents see."""
        ...

    async def record(self, conversation: Conversation, turns: tuple[Turn, ...], answer: Answer | None) -> None:
        """Append turns and replace what is known (attempts, facts, language), in one transaction."""
        ...

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation and all that hangs on it; False when there was none."""
        ...
