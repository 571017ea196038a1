"""What was done in memory while the database could not be used, in order, to be done there too."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.ports import ConversationStore, StoreRefused

Act = Callable[[ConversationStore], Awaitable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Something done to a conversation, or to none (None)."""

    conversation_id: str | None
    act: Act


class Journal:
    """Keeps at most `limit` entries; `lost` counts those that never reached the database."""

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._entries: deque[Entry] = deque()
        self.lost = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, conversation_id: str | None, act: Act) -> None:
        """Note what was done; when there is no room the oldest is given up."""
        if len(self._entries) >= self._limit:
            self._entries.popleft()
            self.lost += 1
        self._entries.append(Entry(conversation_id, act))

    def forget(self, conversation_id: str) -> None:
        """Drop what was done to an erased conversation."""
        self._entries = deque(entry for entry in self._entries if entry.conversation_id != conversation_id)

    async def replay(self, do: Callable[[Act], Awaitable[Any]]) -> None:
        """Do everything again, also what is added meanwhile. Raises StoreUnavailable and keeps the rest.

        Doing an entry twice is harmless: an answer that is recorded already is not added again.
        """
        while self._entries:
            entry = self._entries[0]
            try:
                await do(entry.act)
            except StoreRefused:
                self.lost += 1
            if self._entries and self._entries[0] is entry:
                self._entries.popleft()
