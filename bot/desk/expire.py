"""Erasing what is past its time: sessions, suggestions, the trail, and what became of suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, select

from bot.desk.tables import audit, sessions, suggestions
from bot.desk.tries import Tries
from bot.insights.tables import events

_HANDFUL = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """How long things are kept: suggestions as long as conversations, the trail and what became of them for itself."""

    suggestions: timedelta
    trail: timedelta


class Expiry(Tries):
    """Erases what nobody needs any more. Raises StoreUnavailable and nothing else."""

    async def expire(self, kept: Kept, now: datetime) -> int:
        """Erase what is past its time; return how many lines and suggestions that were."""
        await self.ready()
        drafts = await self._erase(suggestions, suggestions.c.id, suggestions.c.created_at < now - kept.suggestions)
        lines = await self._erase(audit, audit.c.id, audit.c.at < now - kept.trail)
        lines += await self._erase(events, events.c.suggestion_id, events.c.at < now - kept.trail)
        async with self._writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        if drafts:
            await self._clean()  # their words are to leave the files too
        return drafts + lines

    async def _erase(self, table: Table, key: ColumnElement[str], old: ColumnElement[bool]) -> int:
        """Erase a handful at a time, so that nobody who is writing waits for long."""
        gone = 0
        while True:
            some = select(key).where(old).limit(_HANDFUL)
            async with self._writing() as connection:
                erased = (await connection.execute(delete(table).where(old, key.in_(some)))).rowcount
            gone += erased
            if not erased:
                return gone
