"""The store that needs no disk: the twin of the SQL one, and what serves while the database cannot."""

from __future__ import annotations

from bot.conversations.memory.claims import Claims
from bot.conversations.memory.keys import Keys


class MemoryStore(Claims, Keys):
    """Keeps everything until the process ends, at most `limit` conversations.

    No method gives way to another task before it is done, so each one is a transaction.
    """

    def __init__(self, limit: int = 10_000) -> None:
        Claims.__init__(self, limit)
        Keys.__init__(self)

    async def open(self) -> None:
        """Nothing to open."""

    async def aclose(self) -> None:
        """Nothing to close."""

    def __len__(self) -> int:
        return len(self._talks)
