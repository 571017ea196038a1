"""The two seams of this room; each has an offline twin that ships."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from bot.feedback import Rating
from bot.models import Answer, Conversation, Decision, Draft, Turn, Understanding
from bot.records import Claim, HandoffPacket, HandoffRecord, Key, Page, StoredAnswer
from status.models import StatusReport


class AnswerWriter(Protocol):
    """Puts a decision into words. It never decides, and never adds a fact."""

    name: str

    def write(self, decision: Decision, understanding: Understanding, report: StatusReport) -> AsyncIterator[Draft]:
        """Yield one draft, or several that each replace the one before."""
        ...


class StoreUnavailable(Exception):
    """The conversation store cannot be used now; the message says why in one plain sentence."""


class StoreRefused(StoreUnavailable):
    """The store works, but will never take this: trying again is of no use."""


class Conversations(Protocol):
    """Conversations and their turns."""

    async def create(self, conversation: Conversation) -> None:
        """Store a new conversation; one that exists already, or was erased, is left as it is."""
        ...

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its capability, with all its turns; None when there is none."""
        ...

    async def by_ref(self, ref: str) -> Conversation | None:
        """Return a conversation by the reference that agents see."""
        ...

    async def record(self, conversation: Conversation, turns: tuple[Turn, ...], answer: Answer | None) -> None:
        """Append turns and merge what is known (attempts, facts, language), in one transaction.

        `conversation` is what `get` returned with its fields replaced: what it changed since then is applied to
        what is stored now, so messages that cross lose nothing (see `bot.conversations.merge`). One that was
        never stored is created, one that was erased stays erased, an answer already recorded is not added twice.
        """
        ...

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation and all that hangs on it; False when there was none."""
        ...

    async def reply(self, ref: str, turn: Turn) -> bool:
        """Append an agent's turn; False when there is no such conversation."""
        ...

    async def hold(self, ref: str, agent: str | None) -> bool:
        """Give the conversation to an agent, or back to the assistant (None); False when there is none."""
        ...

    async def listed(self, limit: int = 50, cursor: str | None = None) -> Page:
        """Return up to 100 conversations, last touched first; `cursor` is the `next_cursor` of the page before."""
        ...

    async def purge(self, before: datetime, now: datetime) -> int:
        """Erase conversations last touched before that time, and claims that have run out; return how many went."""
        ...


class Answers(Protocol):
    """Answers, how they came about, and the votes on them."""

    async def answer(self, answer_id: str) -> StoredAnswer | None:
        """Return a kept answer."""
        ...

    async def explain(self, answer_id: str) -> dict[str, object] | None:
        """Return how an answer came about, ready for JSON: see `bot.conversations.encode.explanation`."""
        ...

    async def vote(
        self, answer_id: str, rating: Rating, step_id: str | None, comment: str | None, at: datetime
    ) -> bool:
        """Keep a vote on an answer, or on one step of it; the last one wins. False for an unknown answer."""
        ...


class Handoffs(Protocol):
    """What a human takes over."""

    async def handoff(
        self, conversation_id: str, packet: HandoffPacket, contact: str | None = None
    ) -> HandoffRecord | None:
        """Keep the packet under the conversation's one id; None when there is no such conversation.

        A later packet replaces the content, not the id or the time of the first, until an agent claims it. A
        contact stays until another one is given.
        """
        ...

    async def handoff_by_ref(self, ref: str) -> HandoffRecord | None:
        """Return the handoff of the conversation that agents know by this reference."""
        ...

    async def claim_handoff(self, ref: str, agent: str, at: datetime) -> bool:
        """Give the handoff to an agent; False when there is none or another agent has it."""
        ...


class Claims(Protocol):
    """Idempotency keys: bound to the client, kept for 24 hours, erased with the conversation."""

    async def claim(self, key_hash: str, client_hash: str, body_hash: str, now: datetime) -> Claim:
        """Claim a key before any work. A claim in flight for over 60 seconds is taken over as new."""
        ...

    async def finish(self, claim: Claim, conversation_id: str | None, response: str) -> None:
        """Keep the response for whoever comes with the same key and body, as long as the conversation is there."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give a key back after a failure, so that a retry is new."""
        ...


class Keys(Protocol):
    """API keys and the administrator's token, as hashes."""

    async def add_key(self, key: Key) -> None:
        """Store a new key."""
        ...

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, oldest first, the revoked ones too."""
        ...

    async def key(self, key_id: str) -> Key | None:
        """Return a key by its id."""
        ...

    async def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Revoke a key; False when there is none or it was revoked already."""
        ...

    async def use_key(self, key_id: str, at: datetime) -> None:
        """Note that a key was used; kept to the minute, so that busy keys do not write at every request."""
        ...

    async def admin_hash(self) -> str | None:
        """Return the hash of the administrator's token, if one was made."""
        ...

    async def keep_admin_hash(self, secret_hash: str, *, replace: bool = False) -> str:
        """Store the hash unless there is one (or `replace`), and return the one in force."""
        ...


class ConversationStore(Conversations, Answers, Handoffs, Claims, Keys, Protocol):
    """Keeps conversations and all that hangs on them.

    Every write is durable when the call returns. Raises StoreUnavailable and nothing else when it cannot be used.
    """

    async def open(self) -> None:
        """Make ready for use: migrate, connect."""
        ...

    async def aclose(self) -> None:
        """Release connections; calling it twice is harmless."""
        ...
