"""The switch between the database and memory, and the way back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from bot.conversations.journal import Journal
from bot.conversations.memory import MemoryStore
from bot.ports import ConversationStore, StoreUnavailable

T = TypeVar("T")
Bring = Callable[[], Awaitable[str | None]]
_log = logging.getLogger(__name__)


class Database(ConversationStore, Protocol):
    """A store that can be opened again after a failure."""

    async def tidy(self) -> None:
        """Finish what an erasure could not."""
        ...


class Switch:
    """Does things in the database; from its first failure on in memory, until `recover` has written that back.

    `born` are the conversations that began in memory: of those the database knows nothing yet. Nobody waits for
    the database longer than `patience` seconds.
    """

    def __init__(self, database: Database, patience: float) -> None:
        self._database = database
        self._patience = patience
        self._asked: set[asyncio.Task[Any]] = set()
        self.memory = MemoryStore()
        self.journal = Journal()
        self.born: set[str] = set()
        self.problem: str | None = None
        self._readable = True
        self._recovering = asyncio.Lock()

    @property
    def on_memory(self) -> bool:
        """Tell whether memory serves now."""
        return self.problem is not None

    def fail(self, error: StoreUnavailable, *, reading: bool = False) -> None:
        """Switch to memory; what cannot be read either is not asked again before `recover` found that it can."""
        if self.problem is None:
            _log.warning("conversations are kept in memory: %s", error)
        self.problem = str(error)
        self._readable = self._readable and not reading

    async def open(self) -> None:
        """Open the database, or begin in memory."""
        try:
            await self._ask(lambda database: database.open())
        except StoreUnavailable as error:
            await self._broken(error)

    async def aclose(self) -> None:
        """Wait for what is on its way, and close."""
        if self._asked:
            await asyncio.wait(self._asked, timeout=self._patience)
        await self._database.aclose()

    async def _broken(self, error: StoreUnavailable) -> None:
        """Switch to memory, and find out whether reading works before somebody waits for an answer to find out."""
        self.fail(error)
        self._readable = True
        with contextlib.suppress(StoreUnavailable):
            await self.read(lambda store: store.admin_hash())
        self.problem = str(error)

    async def _ask(self, act: Callable[[Database], Awaitable[T]]) -> T:
        """Ask the database in a task of its own: whoever waits may go, or give up; what was begun is not broken off.

        A driver that is broken off in the middle closes its connection, and may never come to an end of that.
        """
        task = asyncio.ensure_future(act(self._database))
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        if not done:
            task.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise StoreUnavailable("The database does not answer in time.")
        return task.result()

    async def read(self, act: Callable[[Database], Awaitable[T]]) -> T:
        """Read from the database, also while it cannot be written. Raises StoreUnavailable."""
        if not self._readable:
            raise StoreUnavailable(self.problem or "")
        try:
            return await self._ask(act)
        except StoreUnavailable as error:
            self.fail(error, reading=True)
            raise

    async def insist(self, act: Callable[[Database], Awaitable[T]]) -> T:
        """Do it in the database or not at all. Raises StoreUnavailable."""
        try:
            return await self._ask(act)
        except StoreUnavailable as error:
            self.fail(error)
            raise

    async def write(self, act: Callable[[ConversationStore], Awaitable[T]], bring: Bring, *, keep: bool = True) -> T:
        """Do it in the database, or else in memory, and (with `keep`) in the journal.

        `bring` puts what it is done to into memory first, and returns the conversation's id.
        """
        while True:
            if not self.on_memory:
                with contextlib.suppress(StoreUnavailable):
                    return await self.insist(act)
            conversation_id = await bring()
            # The database may have come back meanwhile; otherwise nothing can come between the next two lines.
            if self.on_memory:
                break
        result = await act(self.memory)
        if keep:
            self.journal.add(conversation_id, act)
        return result

    async def recover(self) -> bool:
        """Try the database again: migrate, write the journal back, switch. False when it still does not work."""
        async with self._recovering:
            if not self.on_memory:
                return True
            try:
                await self._ask(lambda database: database.open())
                self._readable = True
                await self.journal.replay(self._ask)
            except StoreUnavailable as error:
                await self._broken(error)
                return False
            # Nothing was awaited since the journal was found empty, so nothing can fall between the two.
            self.problem, self.memory, self.born = None, MemoryStore(), set()
            _log.warning("conversations are kept in the database again")
            return True

    async def tidy(self) -> None:
        """Finish what an erasure could not, however long it takes; nobody waits for it."""
        await self._database.tidy()

    async def forget(self, conversation_id: str) -> bool:
        """Drop a conversation from memory and journal, once nothing of it is on its way to the database."""
        async with self._recovering:
            self.journal.forget(conversation_id)
            return await self.memory.erase(conversation_id)


def named(conversation_id: str | None) -> Bring:
    """Return a `bring` for what needs nothing in memory."""

    async def bring() -> str | None:
        return conversation_id

    return bring
