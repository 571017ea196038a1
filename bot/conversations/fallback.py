"""The store that answers can rely on: the database, or memory as long as the database cannot be used."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversations.merge import handed_out
from bot.conversations.relay import Relay
from bot.conversations.switch import Bring, Database, Switch, named
from bot.feedback import Rating
from bot.hold import let_go
from bot.ids import looks_like_conversation, new_ref
from bot.models import Answer, Channel, Conversation, Turn
from bot.ports import StoreUnavailable
from bot.records import HandoffPacket, HandoffRecord, Page, StoredAnswer

# A lock is waited for as long as the database waits for it, and no server longer than that.
PATIENCE = 6.0
_RECENT = 2_000
_PURGE_SECONDS = 3600
_log = logging.getLogger(__name__)

# Erases what else is past its time; it may raise StoreUnavailable.
Chore = Callable[[datetime], Awaitable[object]]


class FallbackStore(Relay):
    """A ConversationStore that goes on in memory when the database fails, and comes back by itself.

    One failure switches; a task in the background tries every `retry_seconds` whether the database works again and
    writes back what happened meanwhile. What must not be pretended raises StoreUnavailable instead: erasing,
    API keys, and reading what only the database has.
    """

    def __init__(
        self,
        database: Database,
        retention: timedelta,
        retry_seconds: float = 2.0,
        patience: float = PATIENCE,
        beside: tuple[Chore, ...] = (),
    ) -> None:
        super().__init__(Switch(database, patience))
        self._retention = retention
        self._beside = beside
        self._retry_seconds = retry_seconds
        self._recent: OrderedDict[str, Conversation] = OrderedDict()
        self._closing = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Say in one line each what does not work."""
        told = f"{self._switch.problem} Conversations are kept in memory until it works again."
        lost = f"Changes made while the database was away that could not be written to it: {self._switch.journal.lost}."
        return ((told,) if self._switch.on_memory else ()) + ((lost,) if self._switch.journal.lost else ())

    async def open(self) -> None:
        """Open the database and erase what is past its time, or begin in memory; never fails."""
        self._closing.clear()
        await self._switch.open()
        if not self._switch.on_memory:
            with contextlib.suppress(StoreUnavailable):
                await self._expire()
        self._keeper = self._keeper or asyncio.create_task(self._keep())

    async def aclose(self) -> None:
        """Write back what can be, and close; calling it twice is harmless."""
        self._closing.set()
        if self._keeper:
            await self._keeper
            self._keeper = None
            if not await self._switch.recover():
                _log.error("changes that were never written to the database: %d", len(self._switch.journal))
        await self._switch.aclose()

    async def recover(self) -> bool:
        """Try now whether the database works again; the background task does so all the time."""
        return await self._switch.recover()

    async def _keep(self) -> None:
        """Recover while there is something to recover from; every hour erase what is past its time."""
        clock = asyncio.get_running_loop().time
        due = clock() + _PURGE_SECONDS
        while not await self._closed_within(self._retry_seconds):
            if self._switch.on_memory:
                await self._switch.recover()
                continue
            with contextlib.suppress(StoreUnavailable):
                await self._switch.tidy()
                if clock() >= due:
                    due = clock() + _PURGE_SECONDS
                    await self._expire()

    async def _closed_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
        return self._closing.is_set()

    async def _expire(self) -> None:
        now = datetime.now(UTC)
        await self.purge(now - self._retention, now)
        for chore in self._beside:
            await chore(now)

    async def create(self, conversation: Conversation) -> None:
        """Store a new conversation."""
        await self._switch.write(lambda store: store.create(conversation), self._bear(conversation.id))

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation; where nobody can tell whether there is one, what is known of it, maybe nothing."""
        kept = await self._switch.memory.get(conversation_id)
        if kept:
            return let_go(kept, datetime.now(UTC))
        try:
            found = await self._switch.read(lambda store: store.get(conversation_id))
        except StoreUnavailable:
            found = self._recent.get(conversation_id) or _blank(conversation_id)
        self._remember(found)
        adopted = await self._adopt(found)
        return let_go(adopted, datetime.now(UTC)) if adopted else None

    async def by_ref(self, ref: str) -> Conversation | None:
        """Return a conversation by the reference that agents see."""
        kept = await self._switch.memory.by_ref(ref)
        found = kept or await self._adopt(await self._switch.read(lambda store: store.by_ref(ref)))
        return let_go(found, datetime.now(UTC)) if found else None

    async def record(self, conversation: Conversation, turns: tuple[Turn, ...], answer: Answer | None) -> None:
        """Append turns and merge what is known."""
        self._remember(conversation)
        await self._switch.write(lambda store: store.record(conversation, turns, answer), named(conversation.id))

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation everywhere. Raises StoreUnavailable while the database may still hold it."""
        self._recent.pop(conversation_id, None)
        kept = await self._switch.forget(conversation_id)
        if kept and conversation_id in self._switch.born:
            self._switch.journal.add(None, lambda store: store.erase(conversation_id))
            return True
        return await self._switch.insist(lambda store: store.erase(conversation_id)) or kept

    async def reply(self, ref: str, turn: Turn) -> bool:
        """Append an agent's turn."""
        return await self._switch.write(lambda store: store.reply(ref, turn), self._by_ref(ref))

    async def hold(self, ref: str, agent: str | None) -> bool:
        """Give the conversation to an agent, or back to the assistant."""
        return await self._switch.write(lambda store: store.hold(ref, agent), self._by_ref(ref))

    async def listed(self, limit: int = 50, cursor: str | None = None) -> Page:
        """Return conversations, last touched first; those in memory come before the first page."""
        fresh = (await self._switch.memory.listed(limit)).items if cursor is None else ()
        try:
            page = await self._switch.read(lambda store: store.listed(limit, cursor))
        except StoreUnavailable:
            return Page(fresh)
        refs = {item.ref for item in fresh}
        return replace(page, items=fresh + tuple(item for item in page.items if item.ref not in refs))

    async def purge(self, before: datetime, now: datetime) -> int:
        """Erase what is past its time, in the database."""
        return await self._switch.insist(lambda store: store.purge(before, now))

    async def answer(self, answer_id: str) -> StoredAnswer | None:
        """Return a kept answer."""
        kept = await self._switch.memory.answer(answer_id)
        return kept or await self._switch.read(lambda store: store.answer(answer_id))

    async def explain(self, answer_id: str) -> dict[str, object] | None:
        """Return how an answer came about."""
        kept = await self._switch.memory.explain(answer_id)
        return kept if kept is not None else await self._switch.read(lambda store: store.explain(answer_id))

    async def vote(
        self, answer_id: str, rating: Rating, step_id: str | None, comment: str | None, at: datetime
    ) -> bool:
        """Keep the last vote on an answer."""

        async def bring() -> str | None:
            voted = await self.answer(answer_id)
            if voted is None:
                return None
            await self.get(voted.conversation_id)
            return voted.conversation_id

        return await self._switch.write(lambda store: store.vote(answer_id, rating, step_id, comment, at), bring)

    async def handoff(
        self, conversation_id: str, packet: HandoffPacket, contact: str | None = None
    ) -> HandoffRecord | None:
        """Keep the packet under the conversation's one id, refreshed until it is claimed."""

        async def bring() -> str:
            await self.get(conversation_id)
            return conversation_id

        return await self._switch.write(lambda store: store.handoff(conversation_id, packet, contact), bring)

    async def handoff_by_ref(self, ref: str) -> HandoffRecord | None:
        """Return the handoff of a conversation."""
        kept = await self._switch.memory.handoff_by_ref(ref)
        return kept or await self._switch.read(lambda store: store.handoff_by_ref(ref))

    async def claim_handoff(self, ref: str, agent: str, at: datetime) -> bool:
        """Give the handoff to an agent; two agents must not both have it, so the database alone decides."""
        return await self._switch.insist(lambda store: store.claim_handoff(ref, agent, at))

    def _bear(self, conversation_id: str) -> Bring:
        """Return a `bring` that notes a conversation which only memory has."""

        async def bring() -> str:
            self._switch.born.add(conversation_id)
            return conversation_id

        return bring

    def _by_ref(self, ref: str) -> Bring:
        async def bring() -> str | None:
            found = await self.by_ref(ref)
            return found.id if found else None

        return bring

    async def _adopt(self, found: Conversation | None) -> Conversation | None:
        """Put a conversation into memory if that serves now."""
        if found is None or not self._switch.on_memory:
            return found
        await self._switch.memory.record(found, (), None)
        return await self._switch.memory.get(found.id)

    def _remember(self, conversation: Conversation | None) -> None:
        """Keep what is known of a conversation, without its turns, in case its next message finds no database."""
        if conversation:
            self._recent[conversation.id] = handed_out(replace(conversation, turns=()))
            self._recent.move_to_end(conversation.id)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)


def _blank(conversation_id: str) -> Conversation | None:
    """Return a conversation of which only the id is known; None where it is no id of ours."""
    now = datetime.now(UTC)
    named = looks_like_conversation(conversation_id)
    return Conversation(conversation_id, new_ref(), now, now, "en", Channel.API) if named else None
